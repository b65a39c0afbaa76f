/** A payer's bank takes back what was paid, or asks about it. People answer it at Razorpay's dashboard. */
export interface Dispute {
  readonly disputeId: string;
  readonly paymentId: string;
  /** Paise. */
  readonly amount: number;
  readonly reason: string;
  readonly status: string;
  readonly respondBy: Date | null;
  /** The moment of the event that told it. */
  readonly toldAt: Date;
}
