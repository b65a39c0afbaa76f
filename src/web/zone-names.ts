import { groupBy } from '../shared/group-by.ts';
import { timeZoneChoices, type ZoneChoice } from './zone-choices.ts';

export interface ZoneGroup {
  /** `America`. */
  readonly name: string;
  /** With texts such as `New York · GMT-5 · 7:12 pm`: the place, how far it is from Greenwich, what time it is there. */
  readonly zones: readonly ZoneChoice[];
}

/** Zones that people know by another name than that of their city. */
const ownNames: Readonly<Record<string, string>> = { 'Asia/Kolkata': 'India', UTC: 'UTC' };
/** What those who live there look for. */
const alsoCalled: Readonly<Record<string, string>> = {
  'Asia/Kolkata': 'Kolkata, Mumbai, Delhi, Bengaluru',
  'America/Los_Angeles': 'San Francisco, Seattle',
  'America/New_York': 'Boston, Washington',
  'America/Chicago': 'Austin, Houston',
};

const MINUTE_MS = 60_000;
/** Clocks are put forward and back at such moments only. */
const QUARTER_MS = 15 * MINUTE_MS;
const offsets = { quarter: 0, byZone: new Map<string, string>() };

/** `New York`: where that time is kept, as people say it. */
export function placeOf(timeZone: string): string {
  const city = timeZone.slice(timeZone.lastIndexOf('/') + 1);
  return ownNames[timeZone] ?? city.replaceAll('_', ' ');
}

/** The zones to choose from, by the part of the world that their names begin with. */
export function zoneGroups(chosen: string, now: Date): readonly ZoneGroup[] {
  const choices = timeZoneChoices(chosen).map(({ value }) => {
    const offset = offsetAt(value, now);
    const further = alsoCalled[value];
    const also = further === undefined ? '' : ` (${further})`;
    return { value, text: `${placeOf(value)} · ${offset} · ${timeAt(now, offset)}${also}` };
  });
  return [...groupBy(choices, ({ value }) => regionOf(value))].map(([name, zones]) => ({ name, zones }));
}

function regionOf(timeZone: string): string {
  const [region = '', place] = timeZone.split('/');
  return place === undefined ? 'Universal' : region;
}

/** Formats of so many zones take their time to make: what they say is kept until it can change. */
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

/** `7:12 pm` where clocks differ from Greenwich by `GMT-5`, `GMT+5:45`. */
function timeAt(now: Date, offset: string): string {
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d+)(?::(\d+))?/.exec(offset) ?? [];
  const ahead = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  const shown = new Date(now.getTime() + ahead * MINUTE_MS);
  const hour = shown.getUTCHours();
  const half = hour < 12 ? 'am' : 'pm';
  return `${hour % 12 || 12}:${String(shown.getUTCMinutes()).padStart(2, '0')} ${half}`;
}
