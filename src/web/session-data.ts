import type { Request } from 'express';
import type { Session, SessionData } from 'express-session';
import type { SiteMessage } from './site.page.ts';

/** The part of a pending booking that web/ knows. The checkout feature knows the rest. */
export interface PendingBookingData {
  readonly userId: string;
}

/** What passport stores for a login: the account, and the generation of its sessions. */
export interface LoginData {
  readonly id: string;
  readonly epoch: number;
}

/**
 * A form that was sent after its session had ended. It is offered again after the login, so that nothing typed is lost.
 */
export interface UnsentForm {
  readonly path: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** The form's former session and token, which show whether the same person logs in. */
  readonly sessionId: string;
  readonly token: string;
}

declare module 'express-session' {
  interface SessionData {
    /** Milliseconds. The session ends at a fixed time after it. */
    createdAt?: number;
    flash?: SiteMessage[];
    /** The token of a new calendar address, shown once on the next page. */
    calendarToken?: string;
    passport?: { user?: LoginData };
    /** When (milliseconds) and with which device the person logged in. */
    login?: { at: number; device: string };
    /** The session in which the login form was opened. Other tabs may still have its forms. */
    loginFormSession?: string;
    /** By bookingId. Each can be rebuilt from the Razorpay order, so losing them loses no paid seat. */
    pendingBookings?: Record<string, PendingBookingData>;
    /**
     * The waiting list that was left last, with the times of joining and leaving in milliseconds, so that leaving can
     * be undone.
     */
    leftWaitlist?: { slotId: string; since: number; at: number };
    /** A form that came without a login, because the previous session had ended. */
    unsentForm?: UnsentForm;
  }
}

/** Undefined for visitors without a session, and on error pages that come before it is loaded. */
export function sessionOf(req: Request): (Session & SessionData) | undefined {
  return (req as Partial<Request>).session;
}
