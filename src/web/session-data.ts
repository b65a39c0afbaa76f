import type { Request } from 'express';
import type { SessionData } from 'express-session';
import type { SiteMessage } from './site.page.ts';

/** A pending booking as web/ sees it: something of a user. The booking feature knows the rest. */
export interface PendingBookingData {
  readonly userId: string;
}

/** What passport keeps of a login: the account, and the generation of its sessions. */
export interface LoginData {
  readonly id: string;
  readonly epoch: number;
}

declare module 'express-session' {
  interface SessionData {
    /** Milliseconds; the session ends absolutely so long after it. */
    createdAt: number;
    /** The synchroniser token. */
    formToken?: string;
    flash?: SiteMessage[];
    /** Of the calendar address that was just made: shown once, on the next page. */
    calendarToken?: string;
    passport?: { user?: LoginData };
    /** When and where the person logged in; milliseconds. */
    login?: { at: number; device: string };
    /** By bookingId. Razorpay keeps what is needed to rebuild one, so losing them loses no paid seat. */
    pendingBookings?: Record<string, PendingBookingData>;
  }
}

/**
 * The session, if there is one. An error page may be rendered before it is loaded, or because it could not be; and to
 * ask for `req.session` itself would begin one.
 */
export function sessionOf(req: Request): Partial<SessionData> | undefined {
  return Object.getOwnPropertyDescriptor(req, 'session')?.value as Partial<SessionData> | undefined;
}
