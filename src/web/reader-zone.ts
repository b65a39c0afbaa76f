import type { Request, Response } from 'express';
import { canonicalTimeZone, DEFAULT_ZONE } from '../shared/zoned-time.ts';
import { siteSettingsOf } from './site-settings.ts';

/** In which the reader is shown times, the same on every page: that of the account, else that of the browser. */
export function readerZone({ user, headers }: Pick<Request, 'user' | 'headers'>): string {
  return user?.timeZone ?? zoneCookieOf(headers.cookie) ?? DEFAULT_ZONE;
}

const NAME = 'tz';
const YEAR_MS = 365 * 24 * 60 * 60_000;
const ZONE_COOKIE = /(?:^|;\s*)tz=([^;]{1,60})/;

/** The time zone that a visitor has chosen or a script has found out; undefined for what is none. */
export function zoneCookieOf(cookies: string | undefined): string | undefined {
  const value = ZONE_COOKIE.exec(cookies ?? '')?.[1];
  return value === undefined ? undefined : canonicalTimeZone(decode(value));
}

/** Remembers the choice for a year. The script that finds the zone out must see it, so that it does not choose again. */
export function setZoneCookie(req: Request, res: Response, timeZone: string): void {
  const { isHttps: secure } = siteSettingsOf(req);
  res.cookie(NAME, timeZone, { maxAge: YEAR_MS, sameSite: 'lax', secure });
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}
