import { paths } from '../../paths.ts';
import { formatInr, type Paise, toPaise } from '../../shared/money.ts';
import { countOf } from '../../shared/text.ts';
import { view } from '../../web/page-renderer.ts';
import { emptyForm, type FormModel } from '../../web/partials.page.ts';
import { formatMoment, toSessionTime, toShownTime } from '../../web/session-time.ts';
import { canRecordAttendance, endsAt, isOnSale, toSlotShare, type TimeSlot } from '../slots/index.ts';
import { type Attendee, type AttendeeViewing, toAttendeeRow } from './attendees.ts';
import { toSlotBadge } from './mentor-slots.page.ts';
import { previewCard } from './slot-preview.ts';
import { slotValues, toSlotForm } from './slot-form.page.ts';

export type MentorSlotPage = ReturnType<typeof toMentorSlotPage>;

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

export function toMentorSlotPage(own: OwnSlot, refused: RefusedForms = {}) {
  const { slot, attendees, timeZone, now } = own;
  const canChange = isOnSale(slot, now);
  const isToCome = slot.status === 'open' && endsAt(slot) > now;
  const isSold = slot.currentStudents > 0;
  const held = attendees.filter(hasSeat);
  const rows = [...held, ...attendees.filter((each) => !hasSeat(each))].map((each) =>
    toAttendeeRow(each, own),
  );
  return {
    slotId: slot.id,
    title: slot.title,
    description: slot.description,
    time: toSessionTime({ ...slot, mentorZone: slot.timeZone, viewerZone: timeZone, now }),
    price: formatInr(slot.price),
    seatsSold: slot.currentStudents,
    seatsTotal: slot.maxStudents,
    revenue: formatInr(revenueOf(attendees)),
    badge: toSlotBadge(slot, now),
    meetingUrl: isToCome ? slot.meetingUrl || null : null,
    /** The restrictions while seats are sold, as sentences; empty while none is. */
    soldNotes: isSold ? soldNotes : [],
    /** Null unless the session is cancelled. */
    cancelled: toCancelled(own),
    attendees: rows,
    /** The checkbox `attended` of each attendee has the booking id as its value. */
    canRecordAttendance: canRecordAttendance(slot, now) && rows.some(({ attended }) => attended !== null),
    /** Null when it can no longer be changed. */
    edit: canChange ? toEdit(refused.edit ?? { values: slotValues(slot), errors: {} }, now) : null,
    /** `₹999`: the price while seats are sold at it; null while it can be changed. */
    fixedPrice: isSold ? formatInr(slot.price) : null,
    /** Null when it can no longer be cancelled. */
    cancel: canChange ? toCancelQuestion(held, refused.cancel) : null,
    /** To everybody with a seat. Null if there is nobody to write to. */
    message:
      isToCome && held.length > 0
        ? { form: refused.message ?? emptyForm, recipients: countOf(held.length, 'person', 'people') }
        : null,
    /** Shown if there are no attendees. */
    noAttendees: describeNobody(slot, now),
    /** Ways to share the public page. Null when nobody can book it any more. */
    share: canChange ? toShare(own) : null,
  };
}

/** The form, and the session as it describes it. */
function toEdit(form: FormModel, now: Date) {
  return { ...toSlotForm(form), preview: previewCard(form.values, now) };
}

function hasSeat({ booking }: Attendee): boolean {
  return booking.status !== 'CANCELLED';
}

/** The question before the session is cancelled: its form (`reason`), its effect, and the text of the button. */
function toCancelQuestion(held: readonly Attendee[], form = emptyForm) {
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

function describeNobody(slot: TimeSlot, now: Date) {
  if (slot.status === 'cancelled') {
    return { title: 'Nobody had booked.', text: 'The session is cancelled, so nobody can book it any more.' };
  }
  if (endsAt(slot) <= now) return { title: 'Nobody booked.', text: 'The session is over.' };
  if (slot.scheduledAt <= now) {
    return { title: 'Nobody booked.', text: 'The session has started, so nobody can book it any more.' };
  }
  return { title: 'No seat is sold yet.', text: 'Share its public page: people can book at once.' };
}

function toShare({ slot, mentorName, ahead, baseUrl, timeZone, now }: OwnSlot) {
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
    /** Path of the address as a QR code. */
    code: paths.slotCode(slot.id),
    /** Other dates of the same series. */
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
function toCancelled({ slot, timeZone }: OwnSlot) {
  if (!slot.cancellation) return null;
  const { at, reason } = slot.cancellation;
  return { at: toShownTime(at, timeZone), reason, waiting: slot.currentStudents };
}

export const mentorSlotView = view<MentorSlotPage>('mentoring/slot');
