/** Number of failures kept in full. The first ones show what is wrong. */
const KEPT_FAILURES = 50;

/** Counts what people met. */
export class Tally {
  readonly statuses: Record<number, number> = {};
  /** Completed journeys by name. */
  readonly done: Record<string, number> = {};
  readonly failures: string[] = [];
  failed = 0;
  /** Answers of 503 with Retry-After. People wait that long and retry. */
  turnedAway = 0;
  /** Refused connections. People try the next server, as a load balancer does. */
  refused = 0;
  private readonly milliseconds: number[] = [];

  answered(status: number, milliseconds: number): void {
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
    this.milliseconds.push(milliseconds);
  }

  count(journey: string): void {
    this.done[journey] = (this.done[journey] ?? 0) + 1;
  }

  fail(what: string): void {
    this.failed += 1;
    if (this.failures.length < KEPT_FAILURES) this.failures.push(what);
  }

  get answers(): number {
    return this.milliseconds.length;
  }

  /** Milliseconds within which this share of the requests was answered. */
  within(share: number): number {
    const sorted = this.milliseconds.toSorted((a, b) => a - b);
    return Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  }
}
