export { AdminListsRepository } from './admin-lists.repository.ts';
export { adminRoutes, type AdminRoutesDeps } from './admin.routes.ts';
