import type { SessionTime, ShownTime } from '../../web/partials.page.ts';

export interface ReceiptPage {
  readonly bookingId: string;
  readonly paidAt: ShownTime;
  readonly buyer: { readonly name: string; readonly email: string };
  readonly mentorName: string;
  readonly title: string;
  readonly time: SessionTime;
  readonly amount: string;
  /** Null while nothing went back. */
  readonly refunded: string | null;
  /** What remains paid. */
  readonly total: string;
  readonly paymentId: string;
  readonly orderId: string;
}
