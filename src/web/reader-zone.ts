import type { Request, Response } from 'express';
import { canonicalTimeZone, DEFAULT_ZONE } from '../shared/zoned-time.ts';
import { siteSettingsOf } from './site-settings.ts';

/** The zone in which the reader sees times on every page: the account's, or the browser's. */
export function readerZone({ user, headers }: Pick<Request, 'user' | 'headers'>): string {
  return user?.timeZone ?? zoneCookieOf(headers.cookie) ?? DEFAULT_ZONE;
}

const NAME = 'tz';
const YEAR_MS = 365 * 24 * 60 * 60_000;
const ZONE_COOKIE = /(?:^|;\s*)tz=([^;]{1,60})/;

/** The zone that a visitor chose or a script detected; undefined if it is not a zone. */
export function zoneCookieOf(cookies: string | undefined): string | undefined {
  const value = ZONE_COOKIE.exec(cookies ?? '')?.[1];
  return value === undefined ? undefined : canonicalTimeZone(decode(value));
}

/**
 * Remembers the choice for a year. Readable by the script that detects the zone, so that it does not overwrite the
 * choice.
 */
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
