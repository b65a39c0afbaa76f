export { AccountDeletion, type Deletion } from './account-deletion.ts';
export { PersonalDataRepository } from './personal-data.repository.ts';
export { personalDataRoutes, type PersonalDataRoutesDeps } from './personal-data.routes.ts';
