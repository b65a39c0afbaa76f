export interface RefundPolicyRow {
  /** `Flexible`. */
  readonly name: string;
  /** `24 hours`: until so long before the start all goes back; null when never. */
  readonly fullUntil: string | null;
  readonly halfUntil: string | null;
}

export interface RefundsPage {
  readonly policies: readonly RefundPolicyRow[];
}
