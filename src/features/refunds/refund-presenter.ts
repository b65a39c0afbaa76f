import { formatInr } from '../../shared/money.ts';
import type { BadgeModel, RefundProgress, ShownTime, Step } from '../../web/partials.page.ts';
import { toShownTime } from '../../web/session-time.ts';
import type { Refund, RefundReason, RefundStatus } from './refund.ts';

/** Why money goes back, as a sentence to the payer. */
const reasons: Readonly<Record<RefundReason, string>> = {
  SLOT_FULL: 'The session was fully booked before your payment was confirmed, so no seat could be given.',
  SLOT_CLOSED: 'The session was cancelled, moved or had started before your payment was confirmed.',
  ALREADY_BOOKED: 'You already hold a seat in this session, so this payment was not needed.',
  DUPLICATE_PAYMENT: 'This order had been paid before, so the second payment goes back.',
  AMOUNT_MISMATCH: 'The amount paid was not the amount of the order, so nothing was booked.',
  USER_CANCELLED: 'You cancelled the booking.',
  MENTOR_CANCELLED: 'The mentor cancelled the session, or moved it to a time that did not suit you.',
  EXTERNAL: 'Our support refunded this payment.',
};

const badges: Readonly<Record<RefundStatus, BadgeModel>> = {
  DUE: { text: 'Refund due', tone: 'warning' },
  REQUESTED: { text: 'On its way', tone: 'warning' },
  PROCESSED: { text: 'Paid back', tone: 'good' },
  FAILED: { text: 'Delayed', tone: 'bad' },
};

const whatNext: Readonly<Record<RefundStatus, string>> = {
  DUE: 'We ask Razorpay for it until it is confirmed. There is nothing for you to do.',
  REQUESTED: 'Razorpay is paying it back. Banks take 5 to 7 working days; there is nothing for you to do.',
  PROCESSED:
    'It goes back the way you paid. If it is not in your account after 7 working days, ask your bank.',
  FAILED:
    'Razorpay could not pay it back yet. We look into it and try again; the money is not lost, and there is nothing for you to do.',
};

/** Where a refund stands, as pages show it. `timeZone` is the reader's. */
export function toRefundProgress(refund: Refund, timeZone: string): RefundProgress {
  const { status, refundId, arn } = refund;
  return {
    amount: formatInr(refund.amount),
    reason: reasons[refund.reason],
    status,
    badge: badges[status],
    steps: toSteps(refund, timeZone),
    refundId: refundId ?? null,
    bankReference: arn ?? null,
    next: whatNext[status],
  };
}

function toSteps(refund: Refund, timeZone: string): readonly Step[] {
  const at = (date: Date | undefined): ShownTime | null => (date ? toShownTime(date, timeZone) : null);
  const due: Step = { title: 'Refund due', state: 'done', time: at(refund.createdAt) };
  const requested: Step = {
    title: 'Accepted by Razorpay',
    state: 'done',
    time: at(refund.requestedAt ?? refund.processedAt ?? refund.failedAt),
  };
  switch (refund.status) {
    case 'DUE':
      return [{ ...due, state: 'current' }, { ...requested, state: 'ahead', time: null }, paidBack('ahead')];
    case 'REQUESTED':
      return [due, { ...requested, state: 'current' }, paidBack('ahead')];
    case 'PROCESSED':
      return [due, requested, paidBack('done', at(refund.processedAt))];
    case 'FAILED':
      return [due, requested, { title: 'Could not be paid', state: 'failed', time: at(refund.failedAt) }];
  }
}

function paidBack(state: Step['state'], time: ShownTime | null = null): Step {
  return { title: 'Paid back', state, time };
}
