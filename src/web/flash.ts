import type { Request } from 'express';
import { sessionOf } from './session-data.ts';
import type { SiteMessage } from './site.page.ts';

/** Nobody reads more at once, and a session must not grow with every form. */
const MAX_MESSAGES = 5;

/** Stores a message for the next page of this session. Does nothing without a session. */
export function addFlash(req: Request, message: SiteMessage): void {
  const session = sessionOf(req);
  if (session) session.flash = [...(session.flash ?? []), message].slice(-MAX_MESSAGES);
}

/** The booking that a waiting message announces. */
export function bookedFlash(req: Request): string | undefined {
  return sessionOf(req)?.flash?.find(({ bookingId }) => bookingId !== undefined)?.bookingId;
}

/** Removes that message, for a page that shows the booking in its own way. */
export function takeBookedFlash(req: Request): void {
  const session = sessionOf(req);
  if (!session?.flash || req.method === 'HEAD') return;
  session.flash = session.flash.filter(({ bookingId }) => bookingId === undefined);
}

/** Takes the waiting messages. Returns none without a session, or if the reader would not see them. */
export function takeFlash(req: Request): readonly SiteMessage[] {
  const session = sessionOf(req);
  const messages = session?.flash;
  if (!session || !messages || req.method === 'HEAD') return [];
  delete session.flash;
  return messages;
}
