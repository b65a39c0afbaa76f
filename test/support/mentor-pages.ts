import { paths } from '../../src/paths.ts';
import { toLocalTime, toMoment } from '../../src/shared/zoned-time.ts';
import { agentFor, registerUser, tokenFrom, type BrowserSession } from './browser-session.ts';
import type { Site } from './site.ts';

export const DAY_MS = 24 * 60 * 60 * 1000;

/** The value of a datetime-local field, so many days from now at this time of day. */
export function daysAhead(days: number, time = '18:30', timeZone = 'Asia/Kolkata'): string {
  // Counts calendar days of the zone. Some have 23 or 25 hours, so adding 24 hours can miss a day.
  const today = toLocalTime(new Date(), timeZone).slice(0, 10);
  const day = new Date(Date.parse(today) + days * DAY_MS).toISOString().slice(0, 10);
  return `${day}T${time}`;
}

/** The moment that the value of such a field means. */
export function momentOf(localTime: string, timeZone = 'Asia/Kolkata'): Date {
  const moment = toMoment(localTime, timeZone);
  if (!moment) throw new Error(`There is no ${localTime} in ${timeZone}`);
  return moment;
}

/** Days from now to the zone's next clock change, at least 14. */
export function daysToClockChange(timeZone: string, direction: 'forward' | 'back'): number {
  const hoursOf = (days: number) =>
    (momentOf(daysAhead(days + 1, '12:00', timeZone), timeZone).getTime() -
      momentOf(daysAhead(days, '12:00', timeZone), timeZone).getTime()) /
    3_600_000;
  for (let days = 14; days < 390; days += 1) {
    if (hoursOf(days) === (direction === 'forward' ? 23 : 25)) return days + 1;
  }
  throw new Error(`Clocks in ${timeZone} do not change`);
}

/** Valid fields of the form for a session. */
export function slotFields(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    title: 'System design interview',
    description: 'We play one question to the end.',
    topic: 'System design',
    sessionType: 'group',
    startsAt: daysAhead(10),
    timeZone: 'Asia/Kolkata',
    duration: '60',
    maxStudents: '12',
    price: '499.50',
    meetingUrl: 'https://meet.example.com/abc',
    refundPolicy: 'moderate',
    ...changes,
  };
}

export async function newMentor(site: Site, name = 'Meera Iyer'): Promise<BrowserSession> {
  const agent = agentFor(site.app);
  await registerUser(agent, { name, role: 'mentor' });
  return agent;
}

/** Submits a form with the CSRF token of this login session. */
// eslint-disable-next-line no-restricted-syntax -- reads as the request line, its body, and where its form is
export async function post(
  agent: BrowserSession,
  path: string,
  fields: Record<string, unknown> = {},
  formAt: string = paths.mentor,
) {
  const _csrf = await tokenFrom(agent, formAt);
  return agent
    .post(path)
    .type('form')
    .send({ ...fields, _csrf });
}

/** Publishes a session through the form. */
export async function openSlot(agent: BrowserSession, changes: Record<string, unknown> = {}) {
  const response = await post(agent, paths.mentorSlots, slotFields(changes));
  const slotId = /^\/mentor\/slots\/([0-9a-f]{24})$/.exec(response.get('location') ?? '')?.[1];
  if (slotId === undefined)
    throw new Error(`The session was not opened: ${response.status} ${response.text}`);
  return slotId;
}
