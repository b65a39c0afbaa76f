import { formatInr, toPaise, type Paise } from '../../shared/money.ts';
import type { FormModel } from '../../web/form.page.ts';
import { toSessionTime, toShownTime } from '../../web/session-time.ts';
import { describeRefundPolicy } from '../refunds/index.ts';
import { endsAt, isOnSale, sessionTypeNames, toSeats, type TimeSlot } from '../slots/index.ts';
import { toAttendeeRow, type Attendee, type AttendeeViewing } from './attendee.ts';
import { slotValues, toSlotForm } from './slot-form.ts';
import { toSlotBadge } from './slots-page.ts';
import type { MentorSlotPage } from './slot.page.ts';

export interface OwnSlot extends AttendeeViewing {
  readonly slot: TimeSlot;
  readonly attendees: readonly Attendee[];
}

/** Forms that were refused, to be shown again. */
export interface RefusedForms {
  readonly edit?: FormModel;
  readonly cancel?: FormModel;
}

const emptyForm: FormModel = { values: {}, errors: {} };

export function toMentorSlotPage(own: OwnSlot, refused: RefusedForms = {}): MentorSlotPage {
  const { slot, attendees, timeZone, now } = own;
  const canChange = isOnSale(slot, now);
  const isToCome = slot.status === 'open' && endsAt(slot) > now;
  const rows = attendees.map((attendee) => toAttendeeRow(attendee, own));
  return {
    slotId: slot.id,
    title: slot.title,
    topic: slot.topic || null,
    sessionType: sessionTypeNames[slot.sessionType],
    description: slot.description,
    time: toSessionTime({ ...slot, mentorZone: slot.timeZone, viewerZone: timeZone }),
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
    canRecordAttendance: slot.status === 'open' && rows.some(({ attended }) => attended !== null),
    edit: canChange ? toSlotForm(refused.edit ?? { values: slotValues(slot), errors: {} }) : null,
    cancel: canChange ? (refused.cancel ?? emptyForm) : null,
  };
}

const soldNotes = [
  'Seats are sold: the price stays, and there cannot be fewer seats than are sold.',
  'If you change the time, everybody with a seat is asked to keep it or to take all the money back.',
];

function revenueOf(attendees: readonly Attendee[]): Paise {
  const kept = attendees.map(
    ({ booking: { amount, cancellation } }) => amount - (cancellation?.refundAmount ?? 0),
  );
  return toPaise(kept.reduce((sum, amount) => sum + amount, 0));
}

/** Seats that are held in a cancelled slot wait for their refund. */
function toCancelled({ slot, timeZone }: OwnSlot): MentorSlotPage['cancelled'] {
  if (!slot.cancellation) return null;
  const { at, reason } = slot.cancellation;
  return { at: toShownTime(at, timeZone), reason, waiting: slot.currentStudents };
}
