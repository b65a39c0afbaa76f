import type { Clock } from '../../shared/clock.ts';

/** A clock that can be put back for a while. */
export interface PastClock extends Clock {
  /** Does something as if it were that moment. */
  at<T>(moment: Date, work: () => Promise<T>): Promise<T>;
}

/** The real time, but while the past of the demo is written. */
export class DemoClock implements PastClock {
  private moment: Date | undefined;

  now = (): Date => this.moment ?? new Date();

  async at<T>(moment: Date, work: () => Promise<T>): Promise<T> {
    this.moment = moment;
    try {
      return await work();
    } finally {
      this.moment = undefined;
    }
  }
}
