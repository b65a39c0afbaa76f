import { formatInr, toPaise, type Paise } from '../../shared/money.ts';
import type { FormModel } from '../../web/form.page.ts';
import type { BadgeModel } from '../../web/partials.page.ts';
import { toSessionTime, toShownTime } from '../../web/session-time.ts';
import type { User } from '../accounts/index.ts';
import type { SessionBooking } from '../booking/index.ts';
import { describeRefundPolicy } from '../refunds/index.ts';
import { isOnSale, sessionTypeNames, toSeats, type TimeSlot } from '../slots/index.ts';
import { slotValues, toSlotForm } from './slot-form.ts';
import { toSlotBadge } from './slots-page.ts';
import type { AttendeeRow, MentorSlotPage } from './slot.page.ts';

export interface OwnSlot {
  readonly slot: TimeSlot;
  readonly bookings: readonly SessionBooking[];
  readonly people: ReadonlyMap<string, User>;
  /** IANA name of the mentor's zone. */
  readonly timeZone: string;
  readonly now: Date;
}

/** Forms that were refused, to be shown again. */
export interface RefusedForms {
  readonly edit?: FormModel;
  readonly cancel?: FormModel;
}

const emptyForm: FormModel = { values: {}, errors: {} };

export function toMentorSlotPage(own: OwnSlot, refused: RefusedForms = {}): MentorSlotPage {
  const { slot, bookings, timeZone, now } = own;
  const canChange = isOnSale(slot, now);
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
    revenue: formatInr(revenueOf(bookings)),
    badge: toSlotBadge(slot, now),
    meetingUrl: slot.meetingUrl || null,
    refundTerms: describeRefundPolicy(slot.refundPolicy),
    attendees: bookings.map((booking) => toAttendee(booking, own)),
    canRecordAttendance: false,
    edit: canChange ? toSlotForm(refused.edit ?? { values: slotValues(slot), errors: {} }) : null,
    cancel: canChange ? (refused.cancel ?? emptyForm) : null,
  };
}

function revenueOf(bookings: readonly SessionBooking[]): Paise {
  return toPaise(
    bookings.reduce((sum, { amount, cancellation }) => sum + amount - (cancellation?.refundAmount ?? 0), 0),
  );
}

function toAttendee(booking: SessionBooking, { people, timeZone }: OwnSlot): AttendeeRow {
  const person = people.get(booking.userId);
  return {
    bookingId: booking.id,
    name: person?.name ?? 'Former member',
    email: person?.email ?? '',
    notes: booking.notes,
    bookedAt: toShownTime(booking.bookedAt, timeZone),
    amount: formatInr(booking.amount),
    badge: toAttendeeBadge(booking),
    attended: null,
  };
}

function toAttendeeBadge({ status }: SessionBooking): BadgeModel {
  return status === 'CANCELLED' ? { text: 'Cancelled', tone: 'neutral' } : { text: 'Booked', tone: 'good' };
}
