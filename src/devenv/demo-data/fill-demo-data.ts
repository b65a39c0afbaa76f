import type { AuditEntry } from '../../features/audit/audit-trail.ts';
import type { TimeSlot } from '../../features/slots/time-slot.ts';
import { toPaise } from '../../shared/money.ts';
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
  const isNew = (await desk.services.adminMoney.listPayments(everything, { skip: 0, limit: 1 })).length === 0;
  const slots = await openProgramme(desk, ids, demoMentors);
  if (!isNew) return ids;
  await writeHistory(desk, ids);
  await writeActs(desk, ids);
  await forgetOldMails(desk);
  await writePresent(desk, ids, slots);
  return ids;
}

const everything = { text: undefined, choice: undefined };

/** Removes the mails about the past, so that the mailbox shows only new ones. */
async function forgetOldMails({ services }: DemoDesk): Promise<void> {
  await services.mongo
    .model('OutboxMail')
    .updateMany(
      { status: 'WAITING' },
      { $set: { status: 'SENT', finishedAt: new Date() }, $unset: { nextAttemptAt: 1 } },
    );
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MONTHS = 12;
const DAYS_IN_MONTH = 30;

/** Twelve months of past sessions: each month one of Meera's and one of another mentor. */
async function writeHistory(desk: DemoDesk, ids: DemoIds): Promise<void> {
  for (let month = MONTHS; month >= 1; month -= 1) {
    const other = demoMentors[1 + (month % (demoMentors.length - 1))] ?? demoMentors[1];
    await holdSession(desk, ids, {
      mentor: demoMentors[0],
      daysAgo: month * DAYS_IN_MONTH - 9,
      seats: 1 + (month % 3),
    });
    await holdSession(desk, ids, {
      mentor: other,
      daysAgo: month * DAYS_IN_MONTH - 20,
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

/** Today's examples: a running session, a full one with a waiting list, a cancelled one, refunds in every state. */
async function writePresent(desk: DemoDesk, ids: DemoIds, slots: readonly TimeSlot[]): Promise<void> {
  const slotOf = (title: string, list = slots): TimeSlot => {
    const found = list.find((slot) => slot.title.startsWith(title));
    if (!found) throw new Error(`The demo has no session “${title}”`);
    return found;
  };
  const lastOf = (title: string) => slotOf(title, [...slots].reverse());
  await startSession(desk, ids);
  await fillUp(desk, ids, slotOf('TypeScript without tears'));
  await cancelSession(desk, ids, slotOf('Your first ten customers'));
  await sellAndRefund(desk, ids, slotOf('MongoDB for people'));
  await refundHalf(desk, ids, lastOf('TypeScript without tears'));
  await refuse(desk, ids, slotOf('TypeScript without tears'));
  await sellSeat(desk, slotOf('Carnatic singing'), {
    userId: ids['conor@example.com'],
    note: 'I sing in the shower only.',
  });
  await sellSeat(desk, slotOf('System design'), {
    userId: ids['asha@example.com'],
    note: 'Could we do the ledger question?',
  });
  for (const { email } of demoUsers.slice(3, 8))
    await sellSeat(desk, slotOf('Morning yoga'), { userId: ids[email] });
}

async function startSession(desk: DemoDesk, ids: DemoIds): Promise<void> {
  const [mentor] = demoMentors;
  const now = Date.now();
  const yesterday = new Date(now - DAY_MS);
  await desk.clock.at(yesterday, async () => {
    const slot = await openSlot(desk, {
      title: 'Office hours: ask me anything',
      description: 'An open hour for questions about payments, databases and interviews.',
      topic: 'Careers',
      sessionType: 'group',
      duration: 90,
      maxStudents: 12,
      rupees: 250,
      mentorId: ids[mentor.email],
      timeZone: mentor.timeZone,
      scheduledAt: new Date(Math.floor((now - 20 * MINUTE_MS) / (5 * MINUTE_MS)) * 5 * MINUTE_MS),
    });
    for (const { email } of demoUsers.slice(0, 4)) await sellSeat(desk, slot, { userId: ids[email] });
  });
}

/** Two people join the waiting list. */
async function fillUp(desk: DemoDesk, ids: DemoIds, slot: TimeSlot): Promise<void> {
  for (const { email } of demoUsers.slice(2, 6)) await sellSeat(desk, slot, { userId: ids[email] });
  await desk.services.waitlist.join(slot.id, ids['asha@example.com']);
  await desk.services.waitlist.join(slot.id, ids['arjun@example.com']);
}

/** Paid after the last seat was sold, so refunded in full. */
async function refuse(desk: DemoDesk, ids: DemoIds, slot: TimeSlot): Promise<void> {
  await sellSeat(desk, slot, { userId: ids['kavya@example.com'] });
}

async function cancelSession(desk: DemoDesk, ids: DemoIds, slot: TimeSlot): Promise<void> {
  await sellSeat(desk, slot, { userId: ids['asha@example.com'] });
  await sellSeat(desk, slot, { userId: ids['neha@example.com'] });
  await desk.services.slotCancellation.cancel(
    slot,
    'I am at my sister’s wedding. I am sorry; come in January.',
  );
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

/** A refund that Razorpay has not processed yet. */
async function sellAndRefund(desk: DemoDesk, ids: DemoIds, slot: TimeSlot): Promise<void> {
  const { control } = desk.sandbox;
  await control.changeSettings({ refundStatus: 'pending' });
  try {
    await sellAndCancel(desk, slot, ids['conor@example.com']);
  } finally {
    await control.changeSettings({ refundStatus: 'processed' });
  }
  for (const { email } of demoUsers.slice(3, 7)) await sellSeat(desk, slot, { userId: ids[email] });
}

/** A refund of one half, under the strict policy. */
async function refundHalf(desk: DemoDesk, ids: DemoIds, slot: TimeSlot): Promise<void> {
  const twoDaysAgo = new Date(Date.now() - 2 * DAY_MS);
  const userId = ids['imran@example.com'];
  const { bookingId } = await desk.clock.at(twoDaysAgo, () => sellSeat(desk, slot, { userId }));
  await cancel(desk, { bookingId, userId });
}

async function sellAndCancel(desk: DemoDesk, slot: TimeSlot, userId: string): Promise<void> {
  const { bookingId } = await sellSeat(desk, slot, { userId });
  await cancel(desk, { bookingId, userId });
}

function cancel({ services }: DemoDesk, request: { bookingId: string; userId: string }) {
  return services.cancelBooking.cancel({ ...request, agreed: toPaise(0) });
}
