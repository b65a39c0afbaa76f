import type { Clock } from '../../src/shared/clock.ts';

/** A clock that tests can put forward. */
export class MovableClock implements Clock {
  private offset = 0;

  now = (): Date => new Date(Date.now() + this.offset);

  advance(milliseconds: number): void {
    this.offset += milliseconds;
  }
}
