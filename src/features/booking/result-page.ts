import { formatInr } from '../../shared/money.ts';
import type { CurrentUser } from '../../web/current-user.ts';
import { toSessionTime } from '../../web/session-time.ts';
import type { RefundReason } from '../payments/index.ts';
import { toRefundProgress } from '../refunds/index.ts';
import { isOnSale, toSlotCard, type SlotMentor, type TimeSlot } from '../slots/index.ts';
import type { CheckoutState } from './checkout.service.ts';
import { amountOf } from './pending-booking.ts';
import type { ResultPage } from './result.page.ts';

/** Seconds until a page that waits for a payment looks again. */
const REFRESH_SECONDS = 4;

export interface ResultPageInput {
  readonly bookingId: string;
  readonly state: Exclude<CheckoutState, { kind: 'booked' }>;
  readonly slot: TimeSlot;
  readonly mentor: SlotMentor;
  readonly user: CurrentUser;
  /** Other sessions of the mentor, for who paid and got no seat. */
  readonly alternatives: readonly TimeSlot[];
  readonly now: Date;
}

export function toResultPage(input: ResultPageInput): ResultPage {
  const { bookingId, state, slot, mentor, user } = input;
  const about = {
    bookingId,
    slotId: slot.id,
    title: slot.title,
    mentor: { name: mentor.name, handle: mentor.handle },
    time: toSessionTime({ ...slot, mentorZone: slot.timeZone, viewerZone: user.timeZone }),
  };
  switch (state.kind) {
    case 'refunded': {
      const { refund } = state;
      const reason = shownReason(state.reason);
      const amount = formatInr(refund.amount);
      const progress = toRefundProgress(refund, user.timeZone);
      const help = helpForLateComer(input, reason);
      return {
        ...about,
        ...help,
        kind: 'refund',
        amount,
        paymentId: refund.paymentId,
        reason,
        refund: progress,
      };
    }
    case 'pending':
    case 'failed':
    case 'unpaid':
      return { ...about, ...undecided(state) };
  }
}

function helpForLateComer({ slot, mentor, user, alternatives, now }: ResultPageInput, reason: string) {
  const toCard = (other: TimeSlot) => toSlotCard({ slot: other, mentor, viewerZone: user.timeZone });
  return { alternatives: alternatives.map(toCard), canWait: reason === 'SLOT_FULL' && isOnSale(slot, now) };
}

function undecided({ kind, draft, payment }: Extract<CheckoutState, { draft: unknown }>) {
  const amount = formatInr(amountOf(draft));
  const paymentId = payment?.id ?? null;
  switch (kind) {
    case 'pending':
      return { kind, amount, paymentId, refreshSeconds: REFRESH_SECONDS };
    case 'failed':
      return { kind, amount, paymentId, explanation: payment?.errorDescription ?? null };
    case 'unpaid':
      return { kind, amount };
  }
}

function shownReason(reason: RefundReason) {
  switch (reason) {
    case 'SLOT_FULL':
    case 'SLOT_CLOSED':
    case 'ALREADY_BOOKED':
    case 'DUPLICATE_PAYMENT':
    case 'AMOUNT_MISMATCH':
      return reason;
    case 'USER_CANCELLED':
    case 'MENTOR_CANCELLED':
    case 'EXTERNAL':
      return 'OTHER';
  }
}
