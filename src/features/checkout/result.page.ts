import { formatInr } from '../../shared/money.ts';
import { toMentorLink } from '../../web/face.ts';
import type { CurrentUser } from '../../web/guards.ts';
import { view } from '../../web/page-renderer.ts';
import type { MentorLink, RefundProgress, SessionTime, Step, TopicArt } from '../../web/partials.page.ts';
import { toSessionTime } from '../../web/session-time.ts';
import {
  type Refund,
  type RefundReason,
  refundReasonTexts,
  type RefundStatus,
  toRefundProgress,
} from '../refunds/index.ts';
import {
  isOnSale,
  type SessionCard,
  type SlotMentor,
  type TimeSlot,
  topicArt,
  toSessionCard,
} from '../slots/index.ts';
import type { CheckoutState } from './checkout.service.ts';
import { amountOf } from './pending-booking.ts';

interface Result {
  readonly bookingId: string;
  readonly slotId: string;
  readonly title: string;
  readonly art: TopicArt;
  readonly mentor: MentorLink;
  readonly time: SessionTime;
  readonly amount: string;
}

/** The result of a checkout. A confirmed booking leads to the dashboard instead. */
export type ResultPage =
  /** Paid or being paid, and not decided yet. */
  | (Result & {
      readonly kind: 'pending';
      readonly paymentId: string | null;
      readonly refreshSeconds: number;
      readonly steps: readonly Step[];
    })
  /** `explanation` is Razorpay's reason, as a sentence. */
  | (Result & {
      readonly kind: 'failed';
      readonly paymentId: string | null;
      readonly explanation: string | null;
    })
  | (Result & {
      readonly kind: 'refund';
      readonly paymentId: string;
      /** `₹499 is on its way back`. */
      readonly heading: string;
      readonly refund: RefundProgress;
      /** Another payment holds the seat, so nothing else is offered. */
      readonly hasSeat: boolean;
      /** The mentor's next sessions with a free seat. */
      readonly alternatives: readonly SessionCard[];
      /** The session is full, and may have a free seat later. */
      readonly canWait: boolean;
    })
  /** No payment was made. */
  | (Result & { readonly kind: 'unpaid' });

/** The state of the money, as words that follow the amount. */
const whereabouts: Readonly<Record<RefundStatus, string>> = {
  DUE: 'goes back to you',
  REQUESTED: 'is on its way back',
  PROCESSED: 'was paid back',
  FAILED: 'is delayed on its way back',
};

function progressText({ status, isRefusedForGood }: Refund): string {
  return isRefusedForGood ? 'is yours and will be returned another way' : whereabouts[status];
}

const CONFIRMING: readonly Step[] = [
  { title: 'Paid', state: 'done', time: null },
  { title: 'Being confirmed with your bank', state: 'current', time: null },
  { title: 'Booked', state: 'ahead', time: null },
];

/** Seconds after which a page that waits for a payment reloads. */
const REFRESH_SECONDS = 4;

export interface ResultPageInput {
  readonly bookingId: string;
  readonly state: Exclude<CheckoutState, { kind: 'booked' }>;
  readonly slot: TimeSlot;
  readonly mentor: SlotMentor;
  readonly user: CurrentUser;
  /** Other sessions of the mentor, for a payer without a seat. */
  readonly alternatives: readonly TimeSlot[];
  readonly now: Date;
}

export function toResultPage(input: ResultPageInput): ResultPage {
  const { bookingId, state, slot, mentor, user, now } = input;
  const about = {
    bookingId,
    slotId: slot.id,
    title: slot.title,
    art: topicArt(slot),
    mentor: toMentorLink(mentor),
    time: toSessionTime({ ...slot, mentorZone: slot.timeZone, viewerZone: user.timeZone, now }),
  };
  switch (state.kind) {
    case 'refunded': {
      const { refund } = state;
      const amount = formatInr(refund.amount);
      const progress = toRefundProgress(refund, { timeZone: user.timeZone, isBooked: false, now });
      return {
        ...about,
        ...toAlternatives(input, state.reason),
        kind: 'refund',
        amount,
        paymentId: refund.paymentId,
        heading: `${amount} ${progressText(refund)}`,
        refund: progress,
      };
    }
    case 'pending':
    case 'failed':
    case 'unpaid':
      return { ...about, ...undecided(state) };
  }
}

/** What to do instead. A payer who holds the seat by another payment need not do anything. */
function toAlternatives({ slot, mentor, user, alternatives, now }: ResultPageInput, reason: RefundReason) {
  const toCard = (other: TimeSlot) =>
    toSessionCard({ slot: other, later: [], mentor, viewerZone: user.timeZone, now });
  const { hasSeat } = refundReasonTexts[reason];
  return {
    hasSeat,
    alternatives: hasSeat ? [] : alternatives.map(toCard),
    canWait: reason === 'SLOT_FULL' && isOnSale(slot, now),
  };
}

function undecided({ kind, draft, payment }: Extract<CheckoutState, { draft: unknown }>) {
  const amount = formatInr(amountOf(draft));
  const paymentId = payment?.id ?? null;
  switch (kind) {
    case 'pending':
      return { kind, amount, paymentId, refreshSeconds: REFRESH_SECONDS, steps: CONFIRMING };
    case 'failed':
      return { kind, amount, paymentId, explanation: reasonIn(payment?.errorDescription) };
    case 'unpaid':
      return { kind, amount };
  }
}

/** Razorpay's reason without its advice to try another way: the button below it says so. Null if no reason is left. */
export function reasonIn(description: string | null | undefined): string | null {
  const advice = /(^|[.!] )(please )?(re)?try\b.*$/is;
  const reason = (description ?? '').replace(advice, '$1').replaceAll("'", '’').trim();
  return reason === '' ? null : reason;
}

export const resultView = view<ResultPage>('checkout/result');
