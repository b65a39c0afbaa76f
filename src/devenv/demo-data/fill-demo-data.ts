import type { Clock } from '../../shared/clock.ts';
import { writeHistory, writePresent } from './demo-history.ts';
import { demoMentors, ensurePeople } from './demo-people.ts';
import type { DemoDesk } from './demo-sales.ts';
import { openProgramme } from './demo-slots.ts';

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

const YEAR_MS = 400 * 86_400_000;

/** Fills an empty site with a year of life, and opens new sessions when those of an earlier run have passed. */
export async function fillDemoData(desk: DemoDesk): Promise<void> {
  const ids = await desk.clock.at(new Date(Date.now() - YEAR_MS), () => ensurePeople(desk.services));
  const isNew = (await desk.services.adminMoney.listPayments(everything, { skip: 0, limit: 1 })).length === 0;
  const slots = await openProgramme(desk, ids, demoMentors);
  if (!isNew) return;
  await writeHistory(desk, ids);
  await forgetOldMails(desk);
  await writePresent(desk, ids, slots);
}

const everything = { text: undefined, choice: undefined };

/** Mails about the past were sent then: the mailbox opens with what is new. */
async function forgetOldMails({ services }: DemoDesk): Promise<void> {
  await services.mongo
    .model('OutboxMail')
    .updateMany(
      { status: 'WAITING' },
      { $set: { status: 'SENT', finishedAt: new Date() }, $unset: { nextAttemptAt: 1 } },
    );
}
