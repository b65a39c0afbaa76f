import type { AuditEntry } from '../../features/audit/audit-trail.ts';
import {
  type DemoDesk,
  openProgramme,
  openSlot,
  type PastClock,
  sellSeat,
  toNewSlot,
  wallClock,
} from './demo-desk.ts';
import { type DemoIds, demoMentors, demoUsers, ensurePeople } from './demo-people.ts';
import { hoursAgo, writePresent } from './demo-present.ts';
import { demoProgramme } from './demo-programme.ts';

/** Shows the real time, except while the demo's past is written. */
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

/** Fills an empty site with a year of data, and publishes new sessions when those of an earlier run are over. @returns its people */
export async function fillDemoData(desk: DemoDesk): Promise<DemoIds> {
  const ids = await desk.clock.at(new Date(Date.now() - YEAR_MS), () => ensurePeople(desk.services));
  const isNew = (await desk.services.adminMoney.listPayments({}, { skip: 0, limit: 1 })).length === 0;
  const slots = await openProgramme(desk, ids, demoMentors);
  if (!isNew) return ids;
  await writeHistory(desk, ids);
  await writeActs(desk, ids);
  await forgetOldMails(desk);
  await writePresent(desk, ids, slots);
  // Reminders of the session under way.
  await desk.clock.at(hoursAgo(0.9), () => desk.services.mailDelivery.deliverDueMail());
  return ids;
}

/** Ends the mails about the past, as if they had been sent in time, so that the mailbox shows only new ones. */
async function forgetOldMails({ services }: DemoDesk): Promise<void> {
  await services.mongo
    .model('OutboxMail')
    .updateMany(
      { status: 'WAITING' },
      [{ $set: { status: 'SENT', attempts: 1, finishedAt: '$nextAttemptAt' } }, { $unset: 'nextAttemptAt' }],
      { updatePipeline: true },
    );
}

const DAY_MS = 86_400_000;
const MONTHS = 12;
const DAYS_PER_MONTH = 30;

/** Twelve months of past sessions: each month one of Meera's and one of another mentor. */
async function writeHistory(desk: DemoDesk, ids: DemoIds): Promise<void> {
  for (let month = MONTHS; month >= 1; month -= 1) {
    const other = demoMentors[1 + (month % (demoMentors.length - 1))] ?? demoMentors[1];
    await holdSession(desk, ids, {
      mentor: demoMentors[0],
      daysAgo: month * DAYS_PER_MONTH - 9,
      seats: 1 + (month % 3),
    });
    await holdSession(desk, ids, {
      mentor: other,
      daysAgo: month * DAYS_PER_MONTH - 20,
      seats: 1 + (month % 2),
    });
  }
}

interface HeldSession {
  readonly mentor: (typeof demoMentors)[number];
  readonly daysAgo: number;
  readonly seats: number;
}

async function holdSession(
  desk: DemoDesk,
  ids: DemoIds,
  { mentor, daysAgo, seats }: HeldSession,
): Promise<void> {
  const offers = demoProgramme[mentor.email].filter(({ maxStudents }) => maxStudents >= seats);
  const offer = offers[daysAgo % offers.length];
  if (!offer) return;
  const scheduledAt = wallClock({ timeZone: mentor.timeZone, inDays: -daysAgo, hour: offer.hour });
  const soldAt = new Date(scheduledAt.getTime() - 3 * DAY_MS);
  const slot = await desk.clock.at(soldAt, () =>
    openSlot(desk, { ...toNewSlot(offer, mentor, ids), scheduledAt }),
  );
  const people = Array.from({ length: seats }, (_, seat) => userAt(daysAgo + seat));
  const sales = await desk.clock.at(soldAt, () =>
    Promise.all(people.map(({ email }) => sellSeat(desk, slot, { userId: ids[email] }))),
  );
  // One in five was absent.
  const present = sales.filter((_, seat) => (daysAgo + seat) % 5 !== 0).map(({ bookingId }) => bookingId);
  await desk.services.mentorBookings.recordAttendance(slot.id, present);
}

function userAt(index: number): (typeof demoUsers)[number] {
  return demoUsers[index % demoUsers.length] ?? demoUsers[0];
}

/** What the admin and others did to accounts in the last weeks: entries of the audit trail only. */
async function writeActs({ services, clock }: DemoDesk, ids: DemoIds): Promise<void> {
  const admin = ids['priya@example.com'];
  const record = (daysAgo: number, entry: Omit<AuditEntry, 'object'> & { readonly userId: string }) => {
    const { userId, ...act } = entry;
    const at = new Date(Date.now() - daysAgo * DAY_MS);
    return clock.at(at, () => services.auditTrail.record({ ...act, object: { kind: 'user', id: userId } }));
  };
  const own = (daysAgo: number, email: keyof DemoIds, action: AuditEntry['action']) =>
    record(daysAgo, { actorId: ids[email], action, userId: ids[email] });
  const arjun = ids['arjun@example.com'];
  const reason = 'Somebody else wrote from this address. On hold until he answers.';
  await own(41, 'kavya@example.com', 'account.password-changed');
  await own(24, 'daniel@example.com', 'account.sessions-ended');
  await record(17, { actorId: admin, action: 'user.disabled', userId: arjun, reason });
  await record(16, { actorId: admin, action: 'user.enabled', userId: arjun });
  await own(16, 'arjun@example.com', 'account.password-changed');
  await own(3, 'asha@example.com', 'account.sessions-ended');
}
