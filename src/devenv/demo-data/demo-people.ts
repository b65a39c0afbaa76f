import type { Services } from '../../compose.ts';
import { Passwords } from '../../features/accounts/password.ts';
import { drawSvg } from '../../gateways/pictures/portrait.ts';
import { portraitOf } from './demo-portraits.ts';

/** The password of all demo accounts. */
export const DEMO_PASSWORD = 'lantern-orbit-42';

export interface DemoMentor {
  readonly name: string;
  readonly email: string;
  readonly handle: string;
  readonly headline: string;
  readonly bio: string;
  readonly topics: readonly string[];
  readonly timeZone: string;
}

export const demoMentors = [
  {
    name: 'Meera Iyer',
    email: 'meera@example.com',
    handle: 'meera-iyer',
    headline: 'Staff engineer, payments and databases',
    bio: 'Fifteen years of queues, ledgers and databases, the last six at a payments company in Bengaluru.\n\nI have interviewed four hundred people and was wrong about some of them. Ask me about both.',
    topics: ['System design', 'Databases', 'Interviews'],
    timeZone: 'Asia/Kolkata',
  },
  {
    name: 'Daniel Krüger',
    email: 'daniel@example.com',
    handle: 'daniel-krueger',
    headline: 'Engineering lead, TypeScript at scale',
    bio: 'I look after a compiler team in Berlin and a codebase of two million lines. I like small groups and code that annoys you.',
    topics: ['Programming', 'Leadership'],
    timeZone: 'Europe/Berlin',
  },
  {
    name: 'Ananya Desai',
    email: 'ananya@example.com',
    handle: 'ananya-desai',
    headline: 'Product designer, accessible interfaces',
    bio: 'I design forms that people finish. Before that I was a nurse, and I still think that a form is a conversation with somebody who is tired.',
    topics: ['Design', 'Portfolios'],
    timeZone: 'Asia/Kolkata',
  },
  {
    name: 'Farhan Sheikh',
    email: 'farhan@example.com',
    handle: 'farhan-sheikh',
    headline: 'Data scientist, forecasting and experiments',
    bio: 'I help teams to find out whether what they built made a difference. Bring your numbers; we look at them together.',
    topics: ['Data', 'Interviews'],
    timeZone: 'Asia/Kolkata',
  },
  {
    name: 'Lakshmi Narayanan',
    email: 'lakshmi@example.com',
    handle: 'lakshmi-narayanan',
    headline: 'Carnatic singer and voice teacher',
    bio: 'Thirty years on the stage and in the classroom. We begin with breath, whatever you sing.',
    topics: ['Music', 'Voice'],
    timeZone: 'Asia/Kolkata',
  },
  {
    name: 'Grace Okafor',
    email: 'grace@example.com',
    handle: 'grace-okafor',
    headline: 'Founder, from first customer to first hire',
    bio: 'Two companies, one sold, one closed. I talk about the second as gladly as about the first.',
    topics: ['Startups', 'Careers'],
    timeZone: 'Europe/London',
  },
  {
    name: 'Tenzin Dolma',
    email: 'tenzin@example.com',
    handle: 'tenzin-dolma',
    headline: 'Yoga and breathing for people who sit',
    bio: 'Twenty minutes a day are enough, if they are the right ones. Beginners are welcome; I speak English, Hindi and Nepali.',
    topics: ['Yoga', 'Health'],
    timeZone: 'Asia/Kathmandu',
  },
  {
    name: 'Rohan Mehta',
    email: 'rohan@example.com',
    handle: 'rohan-mehta',
    headline: 'Photographer, light and people',
    bio: 'Portraits for magazines, weddings for friends. Send three pictures that you are not happy with; we start there.',
    topics: ['Photography', 'Portfolios'],
    timeZone: 'Asia/Kolkata',
  },
] as const satisfies readonly DemoMentor[];

export const demoUsers = [
  { name: 'Asha Rao', email: 'asha@example.com' },
  { name: 'Conor O’Brien', email: 'conor@example.com' },
  { name: 'Priya Nair', email: 'priya@example.com' },
  { name: 'Vikram Singh', email: 'vikram@example.com' },
  { name: 'Sofia Rossi', email: 'sofia@example.com' },
  { name: 'Imran Qureshi', email: 'imran@example.com' },
  { name: 'Kavya Reddy', email: 'kavya@example.com' },
  { name: 'Neha Joshi', email: 'neha@example.com' },
  { name: 'Arjun Patel', email: 'arjun@example.com' },
] as const;

/** The accounts that the demo shows for logging in. */
export const demoLogins = [
  { role: 'user', email: 'asha@example.com', about: 'Has booked sessions' },
  { role: 'user', email: 'conor@example.com', about: 'Books sessions, too' },
  { role: 'mentor', email: 'meera@example.com', about: 'Gives sessions in India' },
  { role: 'mentor', email: 'daniel@example.com', about: 'Gives sessions in Germany' },
  { role: 'admin', email: 'priya@example.com', about: 'Looks after the site' },
] as const;

/** The same with the accounts themselves. */
export async function findDemoLogins({ users }: Services, ids: DemoIds) {
  const people = await users.findByIds(demoLogins.map(({ email }) => ids[email]));
  return demoLogins.flatMap(({ email, about }) => {
    const person = people.find(({ id }) => id === ids[email]);
    return person ? [{ person, about, email }] : [];
  });
}

export type DemoEmail = (typeof demoMentors)[number]['email'] | (typeof demoUsers)[number]['email'];
export type DemoIds = Readonly<Record<DemoEmail, string>>;

/** Creates missing accounts, with one hash for all. @returns the ids of all accounts */
export async function ensurePeople(services: Services): Promise<DemoIds> {
  const everybody = [...demoMentors, ...demoUsers];
  const known = await Promise.all(everybody.map(({ email }) => services.users.findByEmail(email)));
  const passwordHash = known.every(Boolean) ? '' : await new Passwords().hash(DEMO_PASSWORD);
  const pairs = everybody.map(async (person, index) => {
    const id = known[index]?.id ?? (await createPerson(services, person, passwordHash));
    return [person.email, id] as const;
  });
  const ids = Object.fromEntries(await Promise.all(pairs)) as DemoIds;
  await services.accounts.grantRole('priya@example.com', 'admin');
  return ids;
}

async function createPerson(
  services: Services,
  person: DemoMentor | (typeof demoUsers)[number],
  passwordHash: string,
): Promise<string> {
  const { users, accountChanges } = services;
  const { name, email } = person;
  const mentor = 'handle' in person ? person : undefined;
  const inserted = await users.insert({
    name,
    email,
    passwordHash,
    roles: mentor ? ['user', 'mentor'] : ['user'],
    ...(mentor && { handle: mentor.handle }),
  });
  if (inserted.outcome !== 'inserted') throw new Error(`No demo account ${email}: ${inserted.outcome}`);
  const { id } = inserted.user;
  await accountChanges.markVerified(id, email);
  if (mentor) await fillProfile(services, id, mentor);
  return id;
}

async function fillProfile(
  { accounts, mentorPhotos, users }: Services,
  id: string,
  mentor: DemoMentor,
): Promise<void> {
  const { name, email, handle, headline, bio, topics, timeZone } = mentor;
  const [seen] = await users.findMentors([id]);
  if (!seen) throw new Error(`No profile of ${email}`);
  const profile = { name, handle, headline, bio, topics, timeZone };
  const saving = await accounts.saveMentorProfile(id, seen, profile);
  if (saving !== 'saved') throw new Error(`No profile of ${email}: ${saving}`);
  const photo = await mentorPhotos.save(id, await drawSvg(portraitOf(handle), 'png'));
  if (photo !== 'saved') throw new Error(`No photo of ${email}: ${photo}`);
}
