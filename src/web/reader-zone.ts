import type { Request } from 'express';
import { DEFAULT_ZONE } from '../shared/zoned-time.ts';
import { zoneCookieOf } from './zone-cookie.ts';

/** In which the reader is shown times, the same on every page: that of the account, else that of the browser. */
export function readerZone({ user, headers }: Pick<Request, 'user' | 'headers'>): string {
  return user?.timeZone ?? zoneCookieOf(headers.cookie) ?? DEFAULT_ZONE;
}
