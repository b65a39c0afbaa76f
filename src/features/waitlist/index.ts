export { createWaitlistModel, type WaitlistModel } from './waitlist.model.ts';
export { WaitlistRepository } from './waitlist.repository.ts';
export { waitlistRoutes } from './waitlist.routes.ts';
export { WaitlistService, type WaitingPlace, type WaitlistNotifier } from './waitlist.service.ts';
