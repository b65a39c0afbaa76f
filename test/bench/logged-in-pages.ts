import { BSON } from 'mongodb';
import { paths } from '../../src/paths.ts';
import { throughProxy } from '../support/at-base-url.ts';
import { createUser, openSale, paySale } from '../support/builders.ts';
import { profiledCommands } from '../support/commands.ts';
import { createMentor, createSlot } from '../support/journey.ts';
import { newLogin } from '../support/payer.ts';
import { type Site, startSite } from '../support/site.ts';
import type { BenchResult } from './bench-result.ts';
import { comparePage, heapOf, memoryResult, startBareServer, startMeasuredServer } from './compare.ts';

const GOAL = 0.8;
const BOOKINGS = 3;
const MENTOR_SESSIONS = 6;

interface LoggedInPage {
  readonly name: string;
  /** The view that the bare Express server renders from a constant. */
  readonly view: string;
  readonly path: string;
  readonly headers: Record<string, string>;
}

/**
 * Compares logged-in pages of a production server with Express, express-session, passport and the bare
 * driver. The baseline uses the same session in Redis, sends the reads that MongoDB's profiler recorded for
 * our page, all at once, and renders the same view from a constant.
 */
export async function benchLoggedInPages(): Promise<readonly BenchResult[]> {
  const site = await startSite({ webhooks: false });
  const ours = await startMeasuredServer(site);
  try {
    const results: BenchResult[] = [];
    let warmedUp: number | undefined;
    const pages = await preparePages(site);
    const baselines: string[] = [];
    for (const page of pages) baselines.push(await baselineOf(site, ours.url, page));
    for (const [index, { name, path, headers }] of pages.entries()) {
      const bare = await startBareServer('./bare-logged-in-app.ts', {
        ...site.environment,
        BARE_PAGE: baselines[index]!,
      });
      try {
        results.push(await comparePage({ ours, bare }, { name, path, headers, goal: GOAL }));
      } finally {
        bare.child.kill();
      }
      warmedUp ??= await heapOf(ours);
    }
    return [...results, memoryResult(warmedUp ?? Number.NaN, await heapOf(ours))];
  } finally {
    await ours.stop();
    await site.close();
  }
}

async function preparePages(site: Site): Promise<readonly LoggedInPage[]> {
  const mentorId = await createMentor(site);
  const userId = await createUser(site);
  const slots = await Promise.all(
    Array.from({ length: MENTOR_SESSIONS }, () => createSlot(site, { mentorId, maxStudents: 5 })),
  );
  for (const slot of slots.slice(0, BOOKINGS)) {
    const { due } = await paySale(site, await openSale(site, slot, { userId }));
    await site.services.settlePayment.settle(due);
  }
  await site.services.bookingEvents.drain();
  const [user, mentor] = await Promise.all([logIn(site, userId), logIn(site, mentorId)]);
  return [
    { name: 'Dashboard', view: 'bookings/dashboard', path: paths.dashboard, headers: user },
    { name: 'Slot page', view: 'slots/slot', path: paths.slot(slots.at(-1)!.id), headers: user },
    { name: 'List of a mentor', view: 'mentoring/slots', path: paths.mentor, headers: mentor },
  ].map((page) => ({ ...page, name: `${page.name}, logged in, against bare Express with the same reads` }));
}

/** Request headers for a session stored in Redis under the key prefix of the measured server. */
async function logIn({ services, environment, baseUrl }: Site, userId: string) {
  const { login, sessionId, session } = newLogin(userId, environment.SESSION_SECRET!);
  await services.redis.set(`sureslot:sess:${sessionId}`, session, 'EX', 7200);
  return { ...throughProxy(baseUrl), cookie: login.cookie };
}

/**
 * The page and its MongoDB reads. The read of the user is left out, because passport does it in the baseline.
 */
async function baselineOf(site: Site, url: string, { path, view, headers }: LoggedInPage): Promise<string> {
  const commands = await profiledCommands(site, async () => {
    const { status } = await fetch(url + path, { headers });
    if (status !== 200) throw new Error(`${path}: ${status}`);
  });
  const reads = commands.filter((command) => 'find' in command || 'aggregate' in command);
  const person = reads.findIndex(({ find }) => find === 'users');
  const others = reads.toSpliced(person, 1).map((read) => ({
    ...('find' in read && { find: read.find, filter: read.filter, options: optionsOf(read) }),
    ...('aggregate' in read && { aggregate: read.aggregate, pipeline: read.pipeline }),
  }));
  return BSON.EJSON.stringify({ path, view, reads: others });
}

function optionsOf({ projection, sort, skip, limit }: Record<string, unknown>) {
  return { projection, sort, skip, limit };
}
