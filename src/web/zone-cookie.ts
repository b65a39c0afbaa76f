import { canonicalTimeZone } from '../shared/zoned-time.ts';

const ZONE_COOKIE = /(?:^|;\s*)tz=([^;]{1,60})/;

/** The time zone that a visitor has chosen or a script has found out; undefined for what is none. */
export function zoneCookieOf(cookies: string | undefined): string | undefined {
  const value = ZONE_COOKIE.exec(cookies ?? '')?.[1];
  return value === undefined ? undefined : canonicalTimeZone(decode(value));
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}
