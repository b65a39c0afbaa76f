import type { Request } from 'express';
import type { Session, SessionData } from 'express-session';
import type { SiteMessage } from './site.page.ts';

/** A pending booking as web/ sees it: something of a user. The checkout feature knows the rest. */
export interface PendingBookingData {
  readonly userId: string;
}

/** What passport keeps of a login: the account, and the generation of its sessions. */
export interface LoginData {
  readonly id: string;
  readonly epoch: number;
}

/** A form that came after its session had ended: kept, so that nothing typed is lost, and offered again after the login. */
export interface UnsentForm {
  readonly path: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** What the form was made for: they show whether the person who logs in is the one who typed it. */
  readonly sessionId: string;
  readonly token: string;
}

declare module 'express-session' {
  interface SessionData {
    /** Milliseconds; the session ends absolutely so long after it. */
    createdAt?: number;
    flash?: SiteMessage[];
    /** Of the calendar address that was just made: shown once, on the next page. */
    calendarToken?: string;
    passport?: { user?: LoginData };
    /** When and where the person logged in; milliseconds. */
    login?: { at: number; device: string };
    /** The session in which the login form was opened: other tabs may still have its forms. */
    loginFormSession?: string;
    /** By bookingId. Razorpay keeps what is needed to rebuild one, so losing them loses no paid seat. */
    pendingBookings?: Record<string, PendingBookingData>;
    /** The waiting list that was left last, since when it was waited on and when it was left; milliseconds. */
    leftWaitlist?: { slotId: string; since: number; at: number };
    /** Came without a login, because the session before this one had ended. */
    unsentForm?: UnsentForm;
  }
}

/** The session, if there is one: visitors have none, and an error page may be rendered before it is loaded. */
export function sessionOf(req: Request): (Session & SessionData) | undefined {
  return (req as Partial<Request>).session;
}
