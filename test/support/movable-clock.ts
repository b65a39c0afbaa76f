import type { Clock } from '../../src/shared/clock.ts';

/** A clock that tests can put forward and stop. */
export class MovableClock implements Clock {
  private offset = 0;
  private stoppedAt: number | undefined;

  now = (): Date => new Date((this.stoppedAt ?? Date.now()) + this.offset);

  /** From now on only `advance` moves it, so that nothing depends on how fast the machine is. */
  stop(): void {
    this.stoppedAt ??= Date.now();
  }

  /** Goes on with the time of the machine. */
  start(): void {
    this.stoppedAt = undefined;
  }

  advance(milliseconds: number): void {
    this.offset += milliseconds;
  }
}
