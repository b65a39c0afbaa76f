/** A bar of the chart, in the units of its view box, which is 600 by 200. */
export interface EarningsBar {
  readonly label: string;
  /** `March 2026: ₹12,400`. */
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface EarningsFigures {
  readonly gross: string;
  readonly refunded: string;
  /** Razorpay's, without GST. */
  readonly fee: string;
  /** On the fee. */
  readonly gst: string;
  readonly net: string;
}

export interface EarningsRow extends EarningsFigures {
  readonly month: string;
  readonly sessions: number;
  readonly seats: number;
}

export interface EarningsPage {
  /** `charges`: fee and GST together. */
  readonly totals: EarningsFigures & { readonly charges: string };
  readonly bars: readonly EarningsBar[];
  /** Newest first. */
  readonly rows: readonly EarningsRow[];
  /** IANA name of the zone in which months begin and end. */
  readonly timeZone: string;
}
