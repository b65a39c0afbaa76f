import type { SessionTime, ShownTime } from './partials.page.ts';

const LOCALE = 'en-GB';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Intl formats are slow to make and safe to share. */
function format(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  // en-IN knows the short name of its zone (IST); en-GB those of Europe (BST).
  const locale = timeZone === 'Asia/Kolkata' || timeZone === 'Asia/Calcutta' ? 'en-IN' : LOCALE;
  const made = new Intl.DateTimeFormat(locale, { ...options, timeZone });
  formats.set(key, made);
  return made;
}

function part(date: Date, timeZone: string, options: Intl.DateTimeFormatOptions): Map<string, string> {
  const parts = format(timeZone, options).formatToParts(date);
  return new Map(parts.map(({ type, value }) => [type, value]));
}

/** The zone's short name at that moment, `IST`, or its offset where it has none, `GMT+5:45`. */
export function zoneName(date: Date, timeZone: string): string {
  return part(date, timeZone, { timeZoneName: 'short' }).get('timeZoneName') ?? timeZone;
}

/** `6:30 pm`. */
function clockTime(date: Date, timeZone: string): string {
  return format(timeZone, { hour: 'numeric', minute: '2-digit', hourCycle: 'h12' })
    .format(date)
    .replace(/\s/g, ' ')
    .toLowerCase();
}

/** `Sat, 4 Oct 2025, 6:30 pm IST`. */
export function formatMoment(date: Date, timeZone: string): string {
  const parts = part(date, timeZone, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
  const day = `${parts.get('weekday') ?? ''}, ${parts.get('day') ?? ''} ${parts.get('month') ?? ''} ${parts.get('year') ?? ''}`;
  return `${day}, ${clockTime(date, timeZone)} ${zoneName(date, timeZone)}`;
}

export function toShownTime(date: Date, timeZone: string): ShownTime {
  return { iso: date.toISOString(), text: formatMoment(date, timeZone) };
}

export interface ShownSession {
  readonly scheduledAt: Date;
  /** Minutes. */
  readonly duration: number;
  /** IANA name of the mentor's zone. */
  readonly mentorZone: string;
  /** IANA name of the reader's zone. */
  readonly viewerZone: string;
}

/** The one formatter of session times: page, mail and calendar say the same. */
export function toSessionTime({ scheduledAt, duration, mentorZone, viewerZone }: ShownSession): SessionTime {
  const end = new Date(scheduledAt.getTime() + duration * 60_000);
  const parts = part(scheduledAt, viewerZone, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  const zone = zoneName(scheduledAt, viewerZone);
  const agrees = clockTime(scheduledAt, viewerZone) === clockTime(scheduledAt, mentorZone);
  const sameZone = agrees && zone === zoneName(scheduledAt, mentorZone);
  return {
    iso: scheduledAt.toISOString(),
    month: part(scheduledAt, viewerZone, { month: 'short' }).get('month') ?? '',
    day: parts.get('day') ?? '',
    date: `${parts.get('weekday') ?? ''}, ${parts.get('day') ?? ''} ${parts.get('month') ?? ''} ${parts.get('year') ?? ''}`,
    hours: `${clockTime(scheduledAt, viewerZone)} – ${clockTime(end, viewerZone)}`,
    zone,
    mentorTime: sameZone ? null : formatMoment(scheduledAt, mentorZone),
    duration: `${duration} min`,
  };
}
