import { Temporal } from 'temporal-polyfill';
import type { Services } from '../compose.ts';
import type { NewTimeSlot } from '../features/slots/time-slot.repository.ts';
import { toPaise } from '../shared/money.ts';

/** For everybody in the demo. */
export const DEMO_PASSWORD = 'lantern-orbit-42';

export const demoPeople = {
  user: { name: 'Asha Rao', email: 'asha@example.com', role: 'user' },
  secondUser: { name: "Conor O'Brien", email: 'conor@example.com', role: 'user' },
  mentor: { name: 'Meera Iyer', email: 'meera@example.com', role: 'mentor' },
  secondMentor: { name: 'Daniel Krüger', email: 'daniel@example.com', role: 'mentor' },
  admin: { name: 'Priya Nair', email: 'priya@example.com', role: 'user' },
} as const;

type DemoSession = Pick<NewTimeSlot, 'title' | 'description' | 'topic' | 'sessionType' | 'maxStudents'> & {
  readonly inDays: number;
  /** Of the mentor's wall clock. */
  readonly hour: number;
  readonly duration: number;
  readonly rupees: number;
  readonly refundPolicy?: NewTimeSlot['refundPolicy'];
};

const ofMeera: readonly DemoSession[] = [
  {
    title: 'System design, one question in depth',
    topic: 'Interviews',
    description:
      'You bring a design question, or take one of mine: a rate limiter, a feed, a ledger. We work it through at the whiteboard as in an interview, and you leave with written notes on what to practise next.',
    sessionType: 'one-on-one',
    inDays: 2,
    hour: 18,
    duration: 60,
    maxStudents: 1,
    rupees: 1499,
  },
  {
    title: 'Résumé review for backend engineers',
    topic: 'Careers',
    description:
      'Send me your résumé in the note. We go through it line by line and rewrite the three lines that matter most.',
    sessionType: 'one-on-one',
    inDays: 3,
    hour: 20,
    duration: 30,
    maxStudents: 1,
    rupees: 499,
    refundPolicy: 'moderate',
  },
  {
    title: 'MongoDB for people who know SQL',
    topic: 'Databases',
    description:
      'Modelling, indexes, and what "atomic" means when there are no joins. With exercises on a real replica set.',
    sessionType: 'workshop',
    inDays: 5,
    hour: 11,
    duration: 120,
    maxStudents: 20,
    rupees: 999,
  },
];

const ofDaniel: readonly DemoSession[] = [
  {
    title: 'TypeScript without tears',
    topic: 'Languages',
    description:
      'Narrowing, generics, and the six compiler options that pay for themselves. A small group; bring code that annoys you.',
    sessionType: 'group',
    inDays: 2,
    hour: 17,
    duration: 90,
    maxStudents: 2,
    rupees: 749.5,
    refundPolicy: 'strict',
  },
  {
    title: 'First weeks as a tech lead',
    topic: 'Careers',
    description: 'What to stop doing, what to start, and how to say no. We plan your next two weeks.',
    sessionType: 'one-on-one',
    inDays: 6,
    hour: 9,
    duration: 45,
    maxStudents: 1,
    rupees: 1200,
  },
];

/** Fills an empty site, and opens new sessions when those of an earlier run have passed. */
export async function fillDemoData(services: Services): Promise<void> {
  const ids: Record<string, string> = {};
  for (const [key, person] of Object.entries(demoPeople)) ids[key] = await ensurePerson(services, person);
  await services.accounts.grantRole(demoPeople.admin.email, 'admin');
  await ensureSessions(services, { mentorId: ids.mentor ?? '', timeZone: 'Asia/Kolkata', sessions: ofMeera });
  await ensureSessions(services, {
    mentorId: ids.secondMentor ?? '',
    timeZone: 'Europe/Berlin',
    sessions: ofDaniel,
  });
}

async function ensurePerson(
  { accounts, accountChanges }: Services,
  person: { name: string; email: string; role: 'user' | 'mentor' },
): Promise<string> {
  await accounts.register({ ...person, password: DEMO_PASSWORD });
  const known = await accounts.authenticate(person.email, DEMO_PASSWORD);
  if (!known) throw new Error(`The demo login ${person.email} has another password; start over with --reset`);
  if (!known.isEmailVerified) await accountChanges.markVerified(known.id, known.email);
  return known.id;
}

interface DemoProgramme {
  readonly mentorId: string;
  readonly timeZone: string;
  readonly sessions: readonly DemoSession[];
}

async function ensureSessions({ slots, clock }: Services, programme: DemoProgramme): Promise<void> {
  const { mentorId, timeZone, sessions } = programme;
  const now = clock.now();
  const upcoming = await slots.listUpcoming({ now, limit: 1, mentorId });
  if (upcoming.length > 0) return;
  for (const { inDays, hour, rupees, refundPolicy = 'flexible', ...session } of sessions) {
    await slots.create({
      ...session,
      mentorId,
      timeZone,
      refundPolicy,
      price: toPaise(Math.round(rupees * 100)),
      scheduledAt: wallClock({ now, timeZone, inDays, hour }),
      meetingUrl: 'https://meet.example.com/demo',
    });
  }
}

function wallClock(when: { now: Date; timeZone: string; inDays: number; hour: number }): Date {
  const { now, timeZone, inDays, hour } = when;
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
  const start = today.add({ days: inDays }).withPlainTime({ hour });
  return new Date(start.epochMilliseconds);
}
