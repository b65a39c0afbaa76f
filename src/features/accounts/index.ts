export { accountRoutes, type AccountRoutesDeps } from './account.routes.ts';
export { AccountService, type RegistrationResult, type RoleGrant } from './account.service.ts';
export { createAuthentication, type Authentication } from './authentication.ts';
export { createUserModel, type UserModel, type UserRecord } from './user.model.ts';
export { UserRepository } from './user.repository.ts';
export type { Mentor, MentorProfile, User } from './user.ts';
