export type { AccountService } from './account.service.ts';
export { filtersOf, nearPartsOf } from './account-search.repository.ts';
export type { PhotoChanges } from './account-changes.repository.ts';
export type { UserRecord } from './user.model.ts';
export type { UserRepository } from './user.repository.ts';
export { handleLimits, type Mentor, type User } from './user.ts';
