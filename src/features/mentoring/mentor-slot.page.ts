import { paths } from '../../paths.ts';
import { formatInr, type Paise, toPaise } from '../../shared/money.ts';
import { countOf } from '../../shared/text.ts';
import { view } from '../../web/page-renderer.ts';
import type {
  BadgeModel,
  FormModel,
  RefundTerms,
  Share,
  Seats,
  SessionTime,
  ShownTime,
} from '../../web/partials.page.ts';
import { formatMoment, toSessionTime, toShownTime } from '../../web/session-time.ts';
import { describeRefundPolicy } from '../refunds/index.ts';
import {
  canRecordAttendance,
  endsAt,
  isOnSale,
  toSlotShare,
  sessionTypeNames,
  type TimeSlot,
  toSeats,
} from '../slots/index.ts';
import { type Attendee, type AttendeeViewing, toAttendeeRow } from './attendees.ts';
import { toSlotBadge } from './mentor-slots.page.ts';
import { previewCard, type PreviewedCard } from './slot-preview.ts';
import { type SlotFormModel, slotValues, toSlotForm } from './slot-form.page.ts';

export interface AttendeeRow {
  readonly bookingId: string;
  readonly name: string;
  readonly email: string;
  readonly notes: string;
  readonly bookedAt: ShownTime;
  readonly amount: string;
  readonly badge: BadgeModel;
  /** Null before the session starts. */
  readonly attended: boolean | null;
  /** The refund of a cancelled booking; null if nothing goes back. */
  readonly refund: AttendeeRefund | null;
}

export interface AttendeeRefund {
  readonly amount: string;
  readonly badge: BadgeModel;
  /** It is owed or has failed, and the mentor may request it again. */
  readonly canRetry: boolean;
}

export interface MentorSlotPage {
  readonly slotId: string;
  readonly title: string;
  readonly topic: string | null;
  readonly sessionType: string;
  readonly description: string;
  readonly time: SessionTime;
  readonly price: string;
  readonly seats: Seats;
  readonly seatsSold: number;
  readonly seatsTotal: number;
  readonly revenue: string;
  /** The restrictions while seats are sold, as sentences; empty while none is. */
  readonly soldNotes: readonly string[];
  /** Null unless the session is cancelled. */
  readonly cancelled: { readonly at: ShownTime; readonly reason: string; readonly waiting: number } | null;
  readonly badge: BadgeModel;
  readonly meetingUrl: string | null;
  readonly refundTerms: RefundTerms;
  readonly attendees: readonly AttendeeRow[];
  /** The checkbox `attended` of each attendee has the booking id as its value. */
  readonly canRecordAttendance: boolean;
  /** Null when it can no longer be changed. */
  readonly edit: SlotFormModel | null;
  /** The session as the form describes it. */
  readonly preview: PreviewedCard;
  /** `₹999`: the price while seats are sold at it; null while it can be changed. */
  readonly fixedPrice: string | null;
  /** Null when it can no longer be cancelled. */
  readonly cancel: SlotCancelQuestion | null;
  /** Null if there is nobody to write to. */
  readonly message: AttendeeMessage | null;
  /** Shown if there are no attendees. */
  readonly noAttendees: { readonly title: string; readonly text: string };
  /** Null when nobody can book it any more. */
  readonly share: SlotShare | null;
}

/** The question before the session is cancelled. */
export interface SlotCancelQuestion {
  /** `reason`. */
  readonly form: FormModel;
  /** `4 people get ₹3,996 back.` */
  readonly effect: string;
  /** The text of the button. */
  readonly submit: string;
}

/** A message to everybody with a seat. */
export interface AttendeeMessage {
  /** `message`. */
  readonly form: FormModel;
  /** `4 people`. */
  readonly recipients: string;
}

/** Ways to share the public page. */
export interface SlotShare {
  readonly url: string;
  readonly message: Share;
  /** Path of the address as a QR code. */
  readonly code: string;
  /** Other dates of the same series. */
  readonly others: readonly { readonly slotId: string; readonly text: string; readonly url: string }[];
}

export interface OwnSlot extends AttendeeViewing {
  readonly slot: TimeSlot;
  readonly attendees: readonly Attendee[];
  /** All future and running sessions of the mentor. */
  readonly ahead: readonly TimeSlot[];
  readonly mentorName: string;
  /** Origin of the site. */
  readonly baseUrl: string;
}

/** Refused forms, to be shown again. */
export interface RefusedForms {
  readonly edit?: FormModel;
  readonly cancel?: FormModel;
  readonly message?: FormModel;
  /** The edit form was filled from an older version. */
  readonly isConflict?: boolean;
}

const emptyForm: FormModel = { values: {}, errors: {} };

export function toMentorSlotPage(own: OwnSlot, refused: RefusedForms = {}): MentorSlotPage {
  const { slot, attendees, timeZone, now } = own;
  const canChange = isOnSale(slot, now);
  const isToCome = slot.status === 'open' && endsAt(slot) > now;
  const held = attendees.filter(hasSeat);
  const form = refused.edit ?? { values: slotValues(slot), errors: {} };
  const rows = [...held, ...attendees.filter((each) => !hasSeat(each))].map((each) =>
    toAttendeeRow(each, own),
  );
  return {
    slotId: slot.id,
    title: slot.title,
    topic: slot.topic || null,
    sessionType: sessionTypeNames[slot.sessionType],
    description: slot.description,
    time: toSessionTime({ ...slot, mentorZone: slot.timeZone, viewerZone: timeZone, now }),
    price: formatInr(slot.price),
    seats: toSeats(slot),
    seatsSold: slot.currentStudents,
    seatsTotal: slot.maxStudents,
    revenue: formatInr(revenueOf(attendees)),
    badge: toSlotBadge(slot, now),
    meetingUrl: isToCome ? slot.meetingUrl || null : null,
    refundTerms: describeRefundPolicy(slot.refundPolicy),
    soldNotes: slot.currentStudents > 0 ? soldNotes : [],
    cancelled: toCancelled(own),
    attendees: rows,
    canRecordAttendance: canRecordAttendance(slot, now) && rows.some(({ attended }) => attended !== null),
    edit: canChange ? toSlotForm(form) : null,
    preview: previewCard(form.values, now),
    fixedPrice: slot.currentStudents > 0 ? formatInr(slot.price) : null,
    cancel: canChange ? toCancelQuestion(held, refused.cancel) : null,
    message:
      isToCome && held.length > 0
        ? { form: refused.message ?? emptyForm, recipients: countOf(held.length, 'person', 'people') }
        : null,
    noAttendees: describeNobody(slot, now),
    share: canChange ? toShare(own) : null,
  };
}

function hasSeat({ booking }: Attendee): boolean {
  return booking.status !== 'CANCELLED';
}

function toCancelQuestion(held: readonly Attendee[], form = emptyForm): SlotCancelQuestion {
  const count = held.length;
  if (count === 0) {
    return { form, effect: 'No seat is sold, so nothing is refunded.', submit: 'Cancel the session' };
  }
  const sum = held.reduce((total, { booking }) => total + booking.amount, 0);
  return {
    form,
    effect: `${countOf(count, 'person gets', 'people get')} ${formatInr(toPaise(sum))} back.`,
    submit: `Refund ${count === 1 ? '1 person' : count} and cancel the session`,
  };
}

function describeNobody(slot: TimeSlot, now: Date): MentorSlotPage['noAttendees'] {
  if (slot.status === 'cancelled') {
    return { title: 'Nobody had booked.', text: 'The session is cancelled, so nobody can book it any more.' };
  }
  if (endsAt(slot) <= now) return { title: 'Nobody booked.', text: 'The session is over.' };
  if (slot.scheduledAt <= now) {
    return { title: 'Nobody booked.', text: 'The session has started, so nobody can book it any more.' };
  }
  return { title: 'No seat is sold yet.', text: 'Share its public page: people can book at once.' };
}

function toShare({ slot, mentorName, ahead, baseUrl, timeZone, now }: OwnSlot): SlotShare {
  const urlOf = (id: string) => baseUrl + paths.slot(id);
  const url = urlOf(slot.id);
  const others = ahead.filter(
    ({ id, title, price, duration, status, scheduledAt }) =>
      id !== slot.id &&
      title === slot.title &&
      price === slot.price &&
      duration === slot.duration &&
      status === 'open' &&
      scheduledAt > now,
  );
  return {
    url,
    // The page shows the code beside it.
    message: { ...toSlotShare(slot, { name: mentorName, isDisabled: false }, { now }), code: null },
    code: paths.slotCode(slot.id),
    others: others.map(({ id, scheduledAt }) => ({
      slotId: id,
      text: formatMoment(scheduledAt, timeZone, now),
      url: urlOf(id),
    })),
  };
}

const soldNotes = [
  'There cannot be fewer seats than are sold.',
  'If you change the time, everybody with a seat is asked to keep it or to take all the money back.',
];

function revenueOf(attendees: readonly Attendee[]): Paise {
  const kept = attendees.map(
    ({ booking: { amount, cancellation } }) => amount - (cancellation?.refundAmount ?? 0),
  );
  return toPaise(kept.reduce((sum, amount) => sum + amount, 0));
}

/** Held seats of a cancelled slot wait for their refund. */
function toCancelled({ slot, timeZone }: OwnSlot): MentorSlotPage['cancelled'] {
  if (!slot.cancellation) return null;
  const { at, reason } = slot.cancellation;
  return { at: toShownTime(at, timeZone), reason, waiting: slot.currentStudents };
}

export const mentorSlotView = view<MentorSlotPage>('mentoring/slot');
