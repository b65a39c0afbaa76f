/** How many of them are kept by name: the first ones tell what is wrong. */
const KEPT_FAILURES = 50;

/** What people met, added up. */
export class Tally {
  readonly statuses: Record<number, number> = {};
  /** Journeys to their end, by name. */
  readonly done: Record<string, number> = {};
  readonly failures: string[] = [];
  failed = 0;
  /** Answers of 503 with Retry-After: people wait for so long, and ask again. */
  turnedAway = 0;
  /** Connections that nobody took: people try the next server, as a balancer does. */
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

  /** Milliseconds within which this share of the answers came. */
  within(share: number): number {
    const sorted = this.milliseconds.toSorted((a, b) => a - b);
    return Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  }
}
