import type { ErrorCode } from '../../shared/errors.ts';
import { formatInr, type Paise } from '../../shared/money.ts';
import type { BadgeModel, RefundProgress, ShownTime, Step } from '../../web/partials.page.ts';
import { toShownTime } from '../../web/session-time.ts';
import { isPartReturned, type Refund, type RefundReason, type RefundStatus } from './refund.ts';

interface RefundReasonTexts {
  /** For lists of admins. */
  readonly summary: string;
  /** The error code for a payer who returns from paying and gets no seat. */
  readonly code: ErrorCode;
  /** The text with that code. */
  readonly atReturn: string;
  /** For the payer later: on the dashboard, on the booking, in mails. */
  readonly explanation: string;
  /** Another payment of the payer was booked, so only this one is refunded. */
  readonly hasSeat: boolean;
}

/** One table for all texts about a reason. */
export const refundReasonTexts: Readonly<Record<RefundReason, RefundReasonTexts>> = {
  SLOT_FULL: {
    summary: 'Fully booked',
    code: 'SLOT_FULL',
    atReturn: 'The session became fully booked while you paid.',
    explanation: 'The session was fully booked before your payment was confirmed, so no seat could be given.',
    hasSeat: false,
  },
  SLOT_CLOSED: {
    summary: 'Session closed',
    code: 'SLOT_CLOSED',
    atReturn: 'The session was no longer open as you had chosen it.',
    explanation: 'When your payment was confirmed, the session was no longer open as you had chosen it.',
    hasSeat: false,
  },
  ALREADY_BOOKED: {
    summary: 'Booked already',
    code: 'ALREADY_BOOKED',
    atReturn: 'You already hold a seat in this session.',
    explanation: 'You already hold a seat in this session, so this payment was not needed.',
    hasSeat: true,
  },
  DUPLICATE_PAYMENT: {
    summary: 'Paid twice',
    code: 'ALREADY_BOOKED',
    atReturn: 'This booking was already paid for.',
    explanation: 'This order had been paid before, so the second payment goes back.',
    hasSeat: true,
  },
  AMOUNT_MISMATCH: {
    summary: 'Wrong amount',
    code: 'AMOUNT_MISMATCH',
    atReturn: 'The amount paid is not the amount of the order.',
    explanation: 'The amount paid was not the amount of the order, so nothing was booked.',
    hasSeat: false,
  },
  // Without a booking, the account was closed before the seat could be given: then `atReturn` is shown later, too.
  USER_CANCELLED: {
    summary: 'Cancelled on the attendee’s side',
    code: 'SLOT_CLOSED',
    atReturn: 'The account was closed before the seat could be given.',
    explanation: 'You cancelled the booking.',
    hasSeat: false,
  },
  MENTOR_CANCELLED: {
    summary: 'Session cancelled',
    code: 'SLOT_CLOSED',
    atReturn: 'The mentor has cancelled the session.',
    explanation: 'The mentor could not keep the time that you had booked.',
    hasSeat: false,
  },
  EXTERNAL: {
    summary: 'Refunded at Razorpay',
    code: 'SLOT_CLOSED',
    atReturn: 'The payment had already been given back.',
    explanation: 'Our support refunded this payment.',
    hasSeat: false,
  },
};

/** The status for people. REFUSED: Razorpay will never make this refund. */
type Standing = RefundStatus | 'REFUSED';

const badges: Readonly<Record<Standing, BadgeModel>> = {
  DUE: { text: 'Refund due', tone: 'warning' },
  REQUESTED: { text: 'On its way', tone: 'warning' },
  PROCESSED: { text: 'Paid back', tone: 'good' },
  FAILED: { text: 'Delayed', tone: 'bad' },
  REFUSED: { text: 'Could not be made', tone: 'bad' },
};

const whatNext: Readonly<Record<Standing, (amount: string) => string>> = {
  DUE: () => 'We will ask Razorpay for the refund until it is confirmed. There is nothing for you to do.',
  REQUESTED: (amount) =>
    `Razorpay is paying your ${amount} back. Banks take 5 to 7 working days; there is nothing for you to do.`,
  PROCESSED: (amount) =>
    `Your ${amount} went back the way you paid. If the money is not in your account after 7 working days, ask your bank.`,
  FAILED: (amount) =>
    `Razorpay could not pay your ${amount} back yet. We are looking into it and will try again; the money is not lost, and there is nothing for you to do.`,
  REFUSED: () =>
    'Razorpay does not refund a payment this old, so the refund could not be made. The money is still yours: our support will write to you and pay it back in another way, such as a bank transfer.',
};

function standingOf({ status, isRefusedForGood }: Pick<Refund, 'status' | 'isRefusedForGood'>): Standing {
  return isRefusedForGood ? 'REFUSED' : status;
}

/** One sentence for someone who has just learned of the refund. */
export function describeRefund(refund: Pick<Refund, 'amount' | 'status' | 'isRefusedForGood'>): string {
  const amount = formatInr(refund.amount);
  return refund.isRefusedForGood
    ? `${amount} is yours, but could not be refunded. ${whatNext.REFUSED(amount)}`
    : `${amount} goes back the way you paid.`;
}

const returns: Readonly<Record<Standing, string>> = {
  DUE: 'on its way back',
  REQUESTED: 'on its way back',
  PROCESSED: 'paid back',
  FAILED: 'not paid back yet',
  REFUSED: 'still to be paid back',
};

/** `₹999 on its way back`, `₹374.75 of ₹749.50 paid back`: the money of a booking, in its row. */
export function describeReturn(
  refund: Pick<Refund, 'amount' | 'status' | 'isRefusedForGood'>,
  paid: Paise,
): string {
  const amount = formatInr(refund.amount);
  const part = refund.amount < paid ? `${amount} of ${formatInr(paid)}` : amount;
  return `${part} ${returns[standingOf(refund)]}`;
}

const outcomes: Readonly<Record<Standing, string>> = {
  DUE: 'Refund on its way',
  REQUESTED: 'Refund on its way',
  PROCESSED: 'Refunded',
  FAILED: 'Refund delayed',
  REFUSED: 'Refund still to be made',
};

/** `Refund on its way`, `Partly refunded`: beside the amount paid. A refund that is not written yet is on its way. */
export function toReturnBadge(
  refund: Pick<Refund, 'amount' | 'status' | 'isRefusedForGood'> | undefined,
  paid: Paise,
): BadgeModel {
  const isPart = refund !== undefined && isPartReturned(refund, paid);
  const text = isPart ? 'Partly refunded' : outcomes[refund ? standingOf(refund) : 'DUE'];
  return { text, tone: 'neutral' };
}

interface RefundReading {
  /** The reader's. */
  readonly timeZone: string;
  /** Whether the payment had become a booking: only a booking can be cancelled. */
  readonly isBooked: boolean;
  /** Leaves out the current year. */
  readonly now?: Date | undefined;
}

export function toRefundProgress(refund: Refund, { timeZone, isBooked, now }: RefundReading): RefundProgress {
  const { status, refundId, arn } = refund;
  const { explanation, atReturn } = refundReasonTexts[refund.reason];
  const standing = standingOf(refund);
  return {
    amount: formatInr(refund.amount),
    reason: refund.reason === 'USER_CANCELLED' && !isBooked ? atReturn : explanation,
    status,
    badge: badges[standing],
    steps: toSteps(refund, timeZone, now),
    refundId: refundId ?? null,
    bankReference: arn ?? null,
    next: whatNext[standing](formatInr(refund.amount)),
  };
}

function toSteps(refund: Refund, timeZone: string, now?: Date): readonly Step[] {
  const at = (date: Date | undefined): ShownTime | null => (date ? toShownTime(date, timeZone, now) : null);
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
