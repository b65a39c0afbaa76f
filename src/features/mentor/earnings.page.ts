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

export interface EarningsRow {
  readonly month: string;
  readonly sessions: number;
  readonly seats: number;
  readonly gross: string;
  readonly refunded: string;
  readonly fees: string;
  readonly net: string;
}

export interface EarningsPage {
  readonly totals: {
    readonly gross: string;
    readonly refunded: string;
    readonly fees: string;
    readonly net: string;
  };
  readonly bars: readonly EarningsBar[];
  /** Newest first. */
  readonly rows: readonly EarningsRow[];
}
