import type { Clock } from '../../src/shared/clock.ts';

/** A clock that tests can advance and stop. */
export class MovableClock implements Clock {
  private offset = 0;
  private stoppedAt: number | undefined;

  now = (): Date => new Date((this.stoppedAt ?? Date.now()) + this.offset);

  /** From now on only `advance` moves the clock, so that results do not depend on the machine's speed. */
  stop(): void {
    this.stoppedAt ??= Date.now();
  }

  /** Follows the machine's clock again. */
  start(): void {
    this.stoppedAt = undefined;
  }

  advance(milliseconds: number): void {
    this.offset += milliseconds;
  }
}
