import * as z from 'zod';
import { isBookingId } from '../../shared/ids.ts';
import { parseRupees } from '../../shared/money.ts';
import { refundPolicies } from '../../shared/refund-policy.ts';
import { parseHttpsUrl } from '../../shared/text.ts';
import { isLocalTime } from '../../shared/zoned-time.ts';
import { lineOfText, linesOfText } from '../../web/parse-input.ts';
import { formatDuration, formatMoment } from '../../web/session-time.ts';
import { optionalTimeZoneField, placeOf } from '../../web/zone-choices.ts';
import { MAX_DAYS_AHEAD, sessionTypes, slotLimits, type TimeSlot } from '../slots/index.ts';
import type { Reservation } from './mentor-availability.ts';
import { MAX_AHEAD } from './mentor-calendar.repository.ts';

export const repetitions = ['none', 'daily', 'weekly'] as const;
export type Repetition = (typeof repetitions)[number];

/** Sessions of a series. */
export const repeatLimits = { min: 1, max: 52 };

/** One of the choices, or empty. */
function choice<const Choices extends readonly [string, ...string[]]>(choices: Choices, error: string) {
  return z.union([z.literal('').transform(() => undefined), z.enum(choices)], { error }).optional();
}

function wholeNumber(label: string, { min, max }: { min: number; max: number }) {
  const error = `${label}: enter a whole number from ${min} to ${max.toLocaleString('en-IN')}.`;
  return z
    .string({ error })
    .trim()
    .regex(/^\d{1,6}$/, { error })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error });
}

const PRICE_ERROR = 'Price: enter rupees from 1 to 5,00,000, such as 499 or 1,499.50.';
const price = z
  .string({ error: PRICE_ERROR })
  .transform((text) => parseRupees(text))
  .refine((amount) => amount !== undefined, { error: PRICE_ERROR, abort: true })
  .refine((amount) => amount >= slotLimits.price.min && amount <= slotLimits.price.max, {
    error: PRICE_ERROR,
  });

const START_ERROR = 'Enter the day and the time at which the session starts.';
const startsAt = z.string({ error: START_ERROR }).trim().refine(isLocalTime, { error: START_ERROR });

const meetingUrl = lineOfText({ label: 'Meeting link', max: slotLimits.meetingUrl })
  .transform((text) => (text === '' ? '' : parseHttpsUrl(text)))
  .refine((url) => url !== undefined, {
    error: 'Meeting link: enter an address that starts with https://, or leave it empty.',
  })
  .default('');

/** The fields of a session, without its repetition. */
export const slotSchema = z.object({
  title: lineOfText({ label: 'Title', max: slotLimits.title, isRequired: true }),
  description: linesOfText({ label: 'Description', max: slotLimits.description }).default(''),
  topic: lineOfText({ label: 'Topic', max: slotLimits.topic }).default(''),
  sessionType: choice(sessionTypes, 'Choose the kind of session from the list.'),
  startsAt,
  timeZone: optionalTimeZoneField,
  duration: wholeNumber('Minutes', slotLimits.duration),
  maxStudents: wholeNumber('Seats', slotLimits.maxStudents),
  price,
  meetingUrl,
  refundPolicy: choice(refundPolicies, 'Choose a refund policy from the list.'),
});

/** Includes the version that the form was filled from, so that an older form does not undo a newer change. */
export const editedSlotSchema = slotSchema.extend({
  version: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
});

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const DATES_WRONG = 'Choose dates of this series.';

/** One ticked box is posted as text, several as a list. */
const tickedDays = z
  .union([day.transform((text) => [text]), z.array(day).max(repeatLimits.max)], {
    error: DATES_WRONG,
  })
  .default([]);

/** All days of the series that the form showed, in one field. */
const listedDays = z
  .string({ error: DATES_WRONG })
  .transform((text) => text.split(' ').filter((each) => each !== ''))
  .pipe(z.array(day).max(repeatLimits.max))
  .default([]);

/** The days that a form listed, and the ticked ones among them. Browsers do not send boxes that are not ticked. */
const chosenDays = z.object({ listed: listedDays, dates: tickedDays });

/** Days that a series leaves out. A day that the form did not list yet is included. */
function skippedOf({ listed, dates }: z.output<typeof chosenDays>): readonly string[] {
  return listed.filter((each) => !dates.includes(each));
}

/** Like above, for a form that may have other faults. */
export function readSkippedDays(body: unknown): readonly string[] {
  const chosen = chosenDays.safeParse(body);
  return chosen.success ? skippedOf(chosen.data) : [];
}

/** The form of a new session has the usual durations as choices, and this one for a number typed beside them. */
export const OTHER_DURATION = 'other';

/** The form as if the duration had been typed. */
export function withDuration(body: unknown): unknown {
  const fields = z.looseObject({ duration: z.literal(OTHER_DURATION) }).safeParse(body);
  return fields.success ? { ...fields.data, duration: fields.data.otherDuration ?? '' } : body;
}

export const newSlotSchema = slotSchema
  .extend({
    repeat: choice(repetitions, 'Choose from the list how the session repeats.'),
    repeatCount: z
      .union([z.literal('').transform(() => undefined), wholeNumber('Number of sessions', repeatLimits)], {
        error: `Number of sessions: enter a whole number from ${repeatLimits.min} to ${repeatLimits.max}.`,
      })
      .optional(),
    ...chosenDays.shape,
  })
  .refine(({ repeat = 'none', repeatCount }) => repeat === 'none' || repeatCount !== undefined, {
    path: ['repeatCount'],
    error: `Number of sessions: enter how often it takes place, from ${repeatLimits.min} to ${repeatLimits.max}.`,
  })
  .transform(({ listed, dates, ...fields }) => ({ ...fields, skip: skippedOf({ listed, dates }) }));

export type EditedSlotFields = z.output<typeof editedSlotSchema>;
export type NewSlotFields = z.output<typeof newSlotSchema>;

export const cancelSlotSchema = z.object({
  reason: linesOfText({ label: 'Reason', max: 500 }).default(''),
});

export const messageSchema = z.object({
  message: linesOfText({ label: 'Message', max: 2_000, isRequired: true }),
});

const bookingId = z.string({ error: 'Choose a booking of this session.' }).refine(isBookingId, {
  error: 'Choose a booking of this session.',
});

/** One ticked box is posted as text, several as a list, none not at all. */
export const attendanceSchema = z.object({
  attended: z
    .union([bookingId.transform((id) => [id]), z.array(bookingId)], {
      error: 'Choose bookings of this session.',
    })
    .default([]),
});

export const retrySchema = z.object({ bookingId });

export const moveAnswerSchema = z.object({
  answer: z.enum(['keep', 'refund'], { error: 'Choose to keep your seat or to get your money back.' }),
});

/** Why a session cannot have this time, as a sentence at the field. */
export const slotMessages = {
  past: 'The session would start in the past: choose a later time.',
  tooFarAhead: `The session would start more than ${MAX_DAYS_AHEAD} days ahead: choose an earlier time.`,
  seriesTooLong: `Number of sessions: the last one would start more than ${MAX_DAYS_AHEAD} days ahead.`,
  tooManyAhead: `You can have at most ${MAX_AHEAD} upcoming sessions. Cancel some first.`,
  allSkipped: 'Number of sessions: every date is left out. Keep one at least.',
  oneSeat: 'Seats: a one-on-one session has one seat. For more, choose another kind of session.',

  missingTime(localTime: string, timeZone: string): string {
    const [date = '', time = ''] = localTime.split('T');
    return `On ${date} the time ${time} does not exist in ${placeOf(timeZone)}, because clocks are put forward. Choose another time.`;
  },

  notReserved(reservation: Exclude<Reservation, { kind: 'reserved' }>, now: Date): string {
    return reservation.kind === 'taken' ? this.overlap(reservation.by, now) : this.tooManyAhead;
  },

  overlap(other: TimeSlot | undefined, now: Date): string {
    if (!other) return 'You are saving another session at this time. Reload your sessions and try again.';
    const time = formatMoment(other.scheduledAt, other.timeZone, now);
    return `This overlaps your session “${other.title}” (${time}, ${formatDuration(other.duration)}).`;
  },
} as const;
