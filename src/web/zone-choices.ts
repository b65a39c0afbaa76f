import type { Request, Response } from 'express';
import * as z from 'zod';
import { groupBy } from '../shared/maps.ts';
import { canonicalTimeZone, DEFAULT_ZONE } from '../shared/zoned-time.ts';
import { siteSettingsOf } from './site-settings.ts';

export interface ZoneChoice {
  readonly value: string;
  readonly text: string;
}

/**
 * Well-known zones, at least one for each offset where people live. All four hundred would be half the weight of a
 * page. Other zones are accepted, too: typed, detected by a script, or stored.
 */
const cities = {
  Africa: 'Accra Addis_Ababa Algiers Cairo Casablanca Johannesburg Khartoum Lagos Nairobi Tunis',
  America:
    'Anchorage Argentina/Buenos_Aires Bogota Caracas Chicago Denver Edmonton Guatemala Halifax Havana Jamaica La_Paz Lima Los_Angeles Mexico_City Montevideo New_York Noronha Nuuk Panama Phoenix Puerto_Rico Santiago Sao_Paulo St_Johns Tijuana Toronto Vancouver Winnipeg',
  Asia: 'Almaty Baghdad Bahrain Baku Bangkok Beirut Colombo Dhaka Dubai Ho_Chi_Minh Hong_Kong Jakarta Jerusalem Kabul Karachi Kathmandu Kuala_Lumpur Kuwait Manila Muscat Novosibirsk Qatar Riyadh Seoul Shanghai Singapore Taipei Tashkent Tbilisi Tehran Thimphu Tokyo Vladivostok Yangon Yekaterinburg',
  Atlantic: 'Azores Cape_Verde Reykjavik',
  Australia: 'Adelaide Brisbane Darwin Eucla Hobart Lord_Howe Melbourne Perth Sydney',
  Europe:
    'Amsterdam Athens Berlin Brussels Bucharest Budapest Copenhagen Dublin Helsinki Istanbul Kyiv Lisbon London Madrid Moscow Oslo Paris Prague Rome Stockholm Vienna Warsaw Zurich',
  Indian: 'Maldives Mauritius',
  Pacific:
    'Apia Auckland Chatham Fiji Gambier Guadalcanal Guam Honolulu Kiritimati Marquesas Norfolk Pago_Pago Pitcairn Tongatapu',
};

const listed: readonly string[] = [
  DEFAULT_ZONE,
  'UTC',
  ...Object.entries(cities).flatMap(([area, names]) => names.split(' ').map((name) => `${area}/${name}`)),
];
const listedChoices = listed.map(toChoice);

/** The options of a zone select. @param chosen the present choice, by its canonical name; always among the options */
export function timeZoneChoices(chosen: string): readonly ZoneChoice[] {
  return chosen === '' || listed.includes(chosen) ? listedChoices : [toChoice(chosen), ...listedChoices];
}

function toChoice(name: string): ZoneChoice {
  return { value: name, text: name.replaceAll('_', ' ') };
}

const ZONE_ERROR = 'Choose a time zone from the list.';

/** A time zone in a form. The result is its canonical name. */
export const timeZoneField = z
  .string({ error: ZONE_ERROR })
  .transform((text) => canonicalTimeZone(text))
  .refine((name) => name !== undefined, { error: ZONE_ERROR });

/** The same for a field that may be empty or missing. */
export const optionalTimeZoneField = z
  .union([z.literal('').transform(() => undefined), timeZoneField], { error: ZONE_ERROR })
  .optional();

export interface ZoneGroup {
  /** `America`. */
  readonly name: string;
  /** Texts such as `New York · GMT-5 · 7:12 pm`: place, offset, local time. */
  readonly zones: readonly ZoneChoice[];
}

/** Zones that people know by another name than that of their city. */
const ownNames: Readonly<Record<string, string>> = { 'Asia/Kolkata': 'India', UTC: 'UTC' };
/** Other cities and countries that people search for. */
const alsoCalled: Readonly<Record<string, string>> = {
  'Asia/Kolkata': 'Kolkata, Mumbai, New Delhi, Bengaluru',
  'America/Los_Angeles': 'San Francisco, Seattle',
  'America/New_York': 'Boston, Washington',
  'America/Chicago': 'Austin, Houston',
};

const UNIVERSAL = 'Universal';
const MINUTE_MS = 60_000;
/** Clocks change only at such moments. */
const QUARTER_MS = 15 * MINUTE_MS;
const offsets = { quarter: 0, byZone: new Map<string, string>() };

/** The place of a zone, as people call it: `New York`. */
export function placeOf(timeZone: string): string {
  const city = timeZone.slice(timeZone.lastIndexOf('/') + 1);
  return ownNames[timeZone] ?? city.replaceAll('_', ' ');
}

/**
 * The zones grouped by the first part of their names.
 * @param now missing on heavy pages: the texts are then the places alone, and a script adds the rest
 */
export function zoneGroups(chosen: string, now?: Date): readonly ZoneGroup[] {
  const choices = timeZoneChoices(chosen).map(({ value }) => {
    const further = alsoCalled[value];
    const clock = now && isZone(value) ? clockOf(value, now) : '';
    return { value, text: placeOf(value) + clock + (further === undefined ? '' : ` (${further})`) };
  });
  const groups = [...groupBy(choices, ({ value }) => regionOf(value))];
  return groups.sort(byRegion).map(([name, zones]) => ({ name, zones: zones.sort(byText) }));
}

/** Sorted by name, with entries that are not places at the end. */
function byRegion([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return Number(one === UNIVERSAL) - Number(other === UNIVERSAL) || one.localeCompare(other, 'en');
}

function byText(one: ZoneChoice, other: ZoneChoice): number {
  return one.text.localeCompare(other.text, 'en');
}

/** Typed or stored text may not be a zone. */
function isZone(name: string): boolean {
  return canonicalTimeZone(name) !== undefined;
}

function clockOf(timeZone: string, now: Date): string {
  const offset = offsetAt(timeZone, now);
  return ` · ${offset} · ${timeAt(now, offset)}`;
}

function regionOf(timeZone: string): string {
  const [region = '', place] = timeZone.split('/');
  return place === undefined ? UNIVERSAL : region;
}

/** Formatting every zone is slow, so offsets are cached until they can change. */
function offsetAt(timeZone: string, now: Date): string {
  const quarter = Math.floor(now.getTime() / QUARTER_MS);
  if (offsets.quarter !== quarter) {
    offsets.quarter = quarter;
    offsets.byZone.clear();
  }
  const offset = offsets.byZone.get(timeZone) ?? offsetOf(timeZone, now);
  offsets.byZone.set(timeZone, offset);
  return offset;
}

function offsetOf(timeZone: string, now: Date): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(now);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
}

/** `7:12 pm` at an offset such as `GMT-5` or `GMT+5:45`. */
function timeAt(now: Date, offset: string): string {
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d+)(?::(\d+))?/.exec(offset) ?? [];
  const ahead = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  const shown = new Date(now.getTime() + ahead * MINUTE_MS);
  const hour = shown.getUTCHours();
  const half = hour < 12 ? 'am' : 'pm';
  return `${hour % 12 || 12}:${String(shown.getUTCMinutes()).padStart(2, '0')} ${half}`;
}

/** The zone in which the reader sees times on every page: the account's, or the browser's. */
export function readerZone({ user, headers }: Pick<Request, 'user' | 'headers'>): string {
  return user?.timeZone ?? zoneCookieOf(headers.cookie) ?? DEFAULT_ZONE;
}

const COOKIE = 'tz';
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
  res.cookie(COOKIE, timeZone, { maxAge: YEAR_MS, sameSite: 'lax', secure });
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}
