import type { SlotCard } from '../slots/index.ts';
import type { MentorLink, RefundProgress, SessionTime } from '../../web/partials.page.ts';

interface Result {
  readonly bookingId: string;
  readonly slotId: string;
  readonly title: string;
  readonly mentor: MentorLink;
  readonly time: SessionTime;
  readonly amount: string;
}

/** What became of a checkout, but for a confirmed one, which leads to the dashboard. */
export type ResultPage =
  /** Paid, or under way, and not decided yet. */
  | (Result & {
      readonly kind: 'pending';
      readonly paymentId: string | null;
      readonly refreshSeconds: number;
    })
  /** `explanation` is what Razorpay says of it, as a sentence. */
  | (Result & {
      readonly kind: 'failed';
      readonly paymentId: string | null;
      readonly explanation: string | null;
    })
  | (Result & {
      readonly kind: 'refund';
      readonly paymentId: string;
      readonly reason:
        'SLOT_FULL' | 'SLOT_CLOSED' | 'ALREADY_BOOKED' | 'DUPLICATE_PAYMENT' | 'AMOUNT_MISMATCH' | 'OTHER';
      readonly refund: RefundProgress;
      /** The mentor's next sessions with a seat left. */
      readonly alternatives: readonly SlotCard[];
      /** The session is full, and may have a seat again. */
      readonly canWait: boolean;
    })
  /** No payment was made. */
  | (Result & { readonly kind: 'unpaid' });
