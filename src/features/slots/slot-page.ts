import { formatInr } from '../../shared/money.ts';
import type { CurrentUser } from '../../web/current-user.ts';
import type { FormModel } from '../../web/form.page.ts';
import { toSessionTime } from '../../web/session-time.ts';
import { describeRefundPolicy } from '../refunds/index.ts';
import type { SlotMentor } from './mentor-directory.ts';
import { sessionTypeNames, toSeats } from './slot-presenter.ts';
import type { BookingPanel, SlotPage } from './slot.page.ts';
import { isOnSale, seatsLeft, type TimeSlot } from './time-slot.ts';

export interface SlotPageInput {
  readonly slot: TimeSlot;
  readonly mentor: SlotMentor;
  readonly user: CurrentUser | undefined;
  /** Of this user in this slot. */
  readonly bookingId: string | undefined;
  readonly form: FormModel;
  readonly now: Date;
}

export function toSlotPage(input: SlotPageInput): SlotPage {
  const { slot, mentor, user } = input;
  return {
    slotId: slot.id,
    title: slot.title,
    mentor: { name: mentor.name, handle: mentor.handle },
    mentorHeadline: mentor.headline || null,
    topic: slot.topic || null,
    sessionType: sessionTypeNames[slot.sessionType],
    capacity: slot.maxStudents === 1 ? 'Just you' : `Up to ${slot.maxStudents} people`,
    description: slot.description,
    time: toSessionTime({ ...slot, mentorZone: slot.timeZone, viewerZone: user?.timeZone ?? slot.timeZone }),
    price: formatInr(slot.price),
    seats: toSeats(slot),
    refundTerms: describeRefundPolicy(slot.refundPolicy),
    panel: choosePanel(input),
  };
}

/** Where several apply: own session, closed, already booked, full. */
function choosePanel({ slot, user, bookingId, form, now }: SlotPageInput): BookingPanel {
  if (user?.id === slot.mentorId) return { kind: 'own' };
  if (!isOnSale(slot, now)) return { kind: 'closed', reason: closedReason(slot) };
  if (bookingId !== undefined) return { kind: 'booked', bookingId };
  if (seatsLeft(slot) === 0) return { kind: 'full', waitlist: 'not-offered' };
  return user ? { kind: 'form', form } : { kind: 'log-in' };
}

function closedReason({ status }: TimeSlot): string {
  return status === 'cancelled'
    ? 'The mentor has cancelled this session.'
    : 'This session has already started.';
}
