export type { WaitingPlace, WaitlistService } from './waitlist.service.ts';
