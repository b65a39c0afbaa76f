import type { Request } from 'express';
import { sessionOf } from './session-data.ts';
import type { SiteMessage } from './site.page.ts';

/** Leaves a message for the next page that is rendered in this session. */
export function addFlash(req: Request, message: SiteMessage): void {
  req.session.flash = [...(req.session.flash ?? []), message];
}

/** Takes out the message that announces a booking, for a page which shows that booking in its own way. */
export function takeBookedFlash(req: Request): string | undefined {
  const session = sessionOf(req);
  const bookingId = session?.flash?.find((message) => message.bookingId !== undefined)?.bookingId;
  if (session?.flash && bookingId !== undefined && req.method !== 'HEAD') {
    session.flash = session.flash.filter((message) => message.bookingId === undefined);
  }
  return bookingId;
}

/** The waiting messages, which are thereby used up. None when there is no session, or when nobody would see them. */
export function takeFlash(req: Request): readonly SiteMessage[] {
  const session = sessionOf(req);
  const messages = session?.flash;
  if (!session || !messages || req.method === 'HEAD') return [];
  delete session.flash;
  return messages;
}
