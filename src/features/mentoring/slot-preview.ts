import type { Clock } from '../../shared/clock.ts';
import { formatInr, type Paise, parseRupees, toPaise } from '../../shared/money.ts';
import { canonicalTimeZone, isLocalTime, toLocalDay } from '../../shared/zoned-time.ts';
import type { SessionTime } from '../../web/partials.page.ts';
import { shortDate, toSessionTime } from '../../web/session-time.ts';
import {
  isTooFarAhead,
  type SessionType,
  sessionTypeNames,
  sessionTypes,
  slotLimits,
  topicArt,
  toSeats,
} from '../slots/index.ts';
import { estimateIncome } from './earnings.repository.ts';
import type { MentorAvailability } from './mentor-availability.ts';
import { repeatLimits, type Repetition, slotMessages } from './slot-form.schema.ts';
import { occurrencesOf } from './slot-publishing.ts';

export interface PreviewedDate {
  /** YYYY-MM-DD in the session's zone, for leaving a date out of a series. */
  readonly day: string;
  /** `Thu 3 Dec`. */
  readonly text: string;
  readonly isSkipped: boolean;
  /** Why it cannot be published, as a sentence; null if it can. */
  readonly conflict: string | null;
}

export type PreviewedCard = ReturnType<typeof previewCard>;

export interface SlotPreview extends PreviewedCard {
  readonly dates: readonly PreviewedDate[];
}

type Values = Readonly<Record<string, string>>;

interface PreviewedForm {
  /** YYYY-MM-DD. */
  readonly skipped: readonly string[];
  readonly changedId?: string | undefined;
}

/** Previews a session, and shows which of its times are taken. */
export class SlotPreviews {
  constructor(
    private readonly availability: Pick<MentorAvailability, 'findOverlap'>,
    private readonly clock: Clock,
  ) {}

  /** @param form the days to leave out, and the session to be changed, which is not in its own way */
  async preview(mentorId: string, values: Values, form: PreviewedForm): Promise<SlotPreview> {
    const now = this.clock.now();
    const minutes = minutesOf(values) ?? slotLimits.duration.min;
    const timeZone = zoneOf(values);
    return {
      ...previewCard(values, now),
      dates: await Promise.all(
        startsOf(values, timeZone).map(async (start): Promise<PreviewedDate> => {
          const day = toLocalDay(start, timeZone);
          const to = new Date(start.getTime() + minutes * 60_000);
          const conflict = await this.conflictOf(mentorId, { from: start, to }, form.changedId);
          const isSkipped = form.skipped.includes(day);
          return { day, text: shortDate(start, timeZone, now), isSkipped, conflict };
        }),
      ),
    };
  }

  private async conflictOf(
    mentorId: string,
    span: { from: Date; to: Date },
    changedId: string | undefined,
  ): Promise<string | null> {
    const now = this.clock.now();
    if (span.from <= now) return slotMessages.past;
    if (isTooFarAhead(span.from, now)) return slotMessages.tooFarAhead;
    const other = await this.availability.findOverlap(mentorId, span, changedId);
    return other ? slotMessages.overlap(other, now) : null;
  }
}

/** The card of the session that the form describes. Unreadable fields are left out. */
export function previewCard(values: Values, now: Date) {
  const seats = wholeNumber(values.maxStudents, slotLimits.maxStudents.max);
  const price = parseRupees(values.price ?? '');
  const kind = sessionTypes.find((each) => each === values.sessionType);
  return {
    title: values.title?.trim() ? values.title : 'Your title',
    topic: values.topic?.trim() ? values.topic : null,
    art: topicArt({ topic: values.topic ?? '', title: values.title ?? '' }),
    /** Null for a one-on-one session, whose seat already says so, as on its card. */
    sessionType: kind && kind !== 'one-on-one' ? sessionTypeNames[kind] : null,
    time: firstTime(values, now),
    price: price === undefined ? null : formatInr(price),
    /** `About ₹975 of ₹999 is yours after Razorpay’s fee`, and who pays it. */
    receive: describeIncome(price),
    seats: seats === undefined || !kind ? null : describeSeats(kind, seats),
  };
}

function firstTime(values: Values, now: Date): SessionTime | null {
  const timeZone = zoneOf(values);
  const [scheduledAt] = startsOf(values, timeZone);
  const duration = minutesOf(values);
  if (!scheduledAt || duration === undefined) return null;
  return toSessionTime({ scheduledAt, duration, mentorZone: timeZone, viewerZone: timeZone, now });
}

function minutesOf({ duration }: Values): number | undefined {
  return wholeNumber(duration, slotLimits.duration.max);
}

/** Empty if there is no such zone. */
function zoneOf({ timeZone = '' }: Values): string {
  return canonicalTimeZone(timeZone) ?? '';
}

/** What the mentor gets of the price; null without a price. */
export function describeIncome(price: Paise | undefined): string | null {
  if (price === undefined || price < slotLimits.price.min) return null;
  const income = toPaise(Math.round(estimateIncome(price) / 100) * 100);
  return `About ${formatInr(income)} of ${formatInr(price)} is yours after Razorpay’s fee. The operator settles it with you.`;
}

/** The card of the session before any seat is sold. */
function describeSeats(sessionType: SessionType, maxStudents: number): string {
  const { text, total } = toSeats({ sessionType, maxStudents, currentStudents: 0 });
  return total === null ? text : `${text} ${total}`;
}

function startsOf(
  { startsAt = '', repeat = 'none', repeatCount = '1' }: Values,
  timeZone: string,
): readonly Date[] {
  if (timeZone === '' || !isLocalTime(startsAt)) return [];
  const count = wholeNumber(repeatCount, repeatLimits.max) ?? 1;
  const found = occurrencesOf({ startsAt, timeZone, repeat: toRepetition(repeat), count });
  return found.kind === 'found' ? found.starts : [];
}

function toRepetition(text: string): Repetition {
  return text === 'daily' || text === 'weekly' ? text : 'none';
}

function wholeNumber(text = '', max: number): number | undefined {
  const value = /^\d{1,4}$/.test(text.trim()) ? Number(text) : 0;
  return value >= 1 && value <= max ? value : undefined;
}
