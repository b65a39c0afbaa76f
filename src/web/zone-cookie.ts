import { isTimeZone } from '../shared/zoned-time.ts';

const ZONE_COOKIE = /(?:^|;\s*)tz=([^;]{1,60})/;
/** Names that were looked up already; there are some six hundred. */
const known = new Map<string, boolean>();
const MAX_KNOWN = 2_000;

/** The time zone that a visitor has chosen or a script has found out; undefined for what is none. */
export function zoneCookieOf(cookies: string | undefined): string | undefined {
  const value = ZONE_COOKIE.exec(cookies ?? '')?.[1];
  if (value === undefined) return undefined;
  const name = decode(value);
  const isZone = known.get(name) ?? isTimeZone(name);
  if (known.size < MAX_KNOWN) known.set(name, isZone);
  return isZone ? name : undefined;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}
