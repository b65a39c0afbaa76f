import { formatInr } from '../../shared/money.ts';
import type { BadgeModel, RefundProgress, ShownTime, Step } from '../../web/partials.page.ts';
import { toShownTime } from '../../web/session-time.ts';
import { refundReasonTexts } from './refund-reasons.ts';
import type { Refund, RefundStatus } from './refund.ts';

/** Where a refund stands, for people: its state, and apart from the others one that Razorpay will never make. */
type Standing = RefundStatus | 'REFUSED';

const badges: Readonly<Record<Standing, BadgeModel>> = {
  DUE: { text: 'Refund due', tone: 'warning' },
  REQUESTED: { text: 'On its way', tone: 'warning' },
  PROCESSED: { text: 'Paid back', tone: 'good' },
  FAILED: { text: 'Delayed', tone: 'bad' },
  REFUSED: { text: 'Could not be made', tone: 'bad' },
};

const whatNext: Readonly<Record<Standing, string>> = {
  DUE: 'We will ask Razorpay for it until it is confirmed. There is nothing for you to do.',
  REQUESTED: 'Razorpay is paying it back. Banks take 5 to 7 working days; there is nothing for you to do.',
  PROCESSED:
    'It goes back the way you paid. If it is not in your account after 7 working days, ask your bank.',
  FAILED:
    'Razorpay could not pay it back yet. We are looking into it and will try again; the money is not lost, and there is nothing for you to do.',
  REFUSED:
    'Razorpay does not refund a payment this old, so it could not be made. The money is still yours: our support will write to you and pay it back in another way, such as a bank transfer.',
};

function standingOf({ status, isRefusedForGood }: Pick<Refund, 'status' | 'isRefusedForGood'>): Standing {
  return isRefusedForGood ? 'REFUSED' : status;
}

/** One sentence for someone who has just been told that money goes back. */
export function describeRefund(refund: Pick<Refund, 'amount' | 'status' | 'isRefusedForGood'>): string {
  const amount = formatInr(refund.amount);
  return refund.isRefusedForGood
    ? `${amount} is yours, but could not be refunded. ${whatNext.REFUSED}`
    : `${amount} goes back the way you paid.`;
}

/** Where a refund stands, as pages show it. `timeZone` is the reader's. */
export function toRefundProgress(refund: Refund, timeZone: string): RefundProgress {
  const { status, refundId, arn } = refund;
  const standing = standingOf(refund);
  return {
    amount: formatInr(refund.amount),
    reason: refundReasonTexts[refund.reason].explanation,
    status,
    badge: badges[standing],
    steps: toSteps(refund, timeZone),
    refundId: refundId ?? null,
    bankReference: arn ?? null,
    next: whatNext[standing],
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
      if (refund.isRefusedForGood)
        return [due, { title: 'Refused by Razorpay', state: 'failed', time: at(refund.failedAt) }];
      return [due, requested, { title: 'Could not be paid', state: 'failed', time: at(refund.failedAt) }];
  }
}

function paidBack(state: Step['state'], time: ShownTime | null = null): Step {
  return { title: 'Paid back', state, time };
}
