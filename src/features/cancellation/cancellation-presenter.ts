import { formatInr, type Paise } from '../../shared/money.ts';
import type { FormModel } from '../../web/form.page.ts';
import { describeTimeUntil } from '../../web/relative-time.ts';
import { toSessionTime } from '../../web/session-time.ts';
import type { SessionBooking } from '../booking/index.ts';
import { describeRefundPolicy } from '../refunds/index.ts';
import { toSeats, type SlotMentor, type TimeSlot } from '../slots/index.ts';
import type { CancelPage } from './cancel.page.ts';
import type { ReschedulePage } from './reschedule.page.ts';

/** A booking as both pages show it. */
export interface ShownBooking {
  readonly booking: SessionBooking;
  readonly slot: TimeSlot;
  readonly mentor: SlotMentor;
  /** IANA name of the reader's zone. */
  readonly viewerZone: string;
}

export interface Quote {
  readonly refundAmount: Paise;
  readonly now: Date;
  readonly formError: string | null;
}

export function toCancelPage(shown: ShownBooking, { refundAmount, now, formError }: Quote): CancelPage {
  const { booking } = shown;
  return {
    ...toFacts(shown),
    amount: formatInr(booking.amount),
    refundAmount: formatInr(refundAmount),
    refundPaise: String(refundAmount),
    explanation: explain(booking, refundAmount, now),
    refundTerms: describeRefundPolicy(booking.refundPolicy),
    formError,
  };
}

export function toReschedulePage(
  shown: ShownBooking,
  choices: readonly TimeSlot[],
  form: FormModel,
): ReschedulePage {
  const { viewerZone } = shown;
  return {
    ...toFacts(shown),
    choices: choices.map((slot) => ({
      slotId: slot.id,
      title: slot.title,
      time: toSessionTime({ ...slot, mentorZone: slot.timeZone, viewerZone }),
      seats: toSeats(slot),
    })),
    form,
  };
}

function toFacts({ booking, slot, mentor, viewerZone }: ShownBooking) {
  const { scheduledAt, duration } = booking;
  return {
    bookingId: booking.id,
    title: slot.title,
    mentor: { name: mentor.name, handle: mentor.handle },
    time: toSessionTime({ scheduledAt, duration, mentorZone: slot.timeZone, viewerZone }),
  };
}

function explain({ amount, scheduledAt }: SessionBooking, refundAmount: Paise, now: Date): string {
  const start = `The session starts ${describeTimeUntil(scheduledAt, now)}`;
  if (refundAmount === 0) return `${start}, and nothing is paid back any more.`;
  const share = refundAmount === amount ? 'all of it is' : 'half of it is';
  return `${start}, so ${share} paid back.`;
}
