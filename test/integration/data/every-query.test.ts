import { expect } from 'chai';
import supertest from 'supertest';
import { periodicTasks } from '../../../src/jobs/periodic-tasks.ts';
import { BY_THE_TEST, startInhabitedSite, type InhabitedSite } from '../../support/inhabited-site.ts';
import { collection } from '../../support/journey.ts';
import { stopsOf } from '../../support/page-tour.ts';
import { sendPhoto, takePhoto } from '../../support/photos.ts';
import type { Site } from '../../support/site.ts';

const PROFILE_BYTES = 64 * 1024 * 1024;
const READS = ['find', 'aggregate', 'count', 'distinct', 'findAndModify'];
const WRITES = ['q', 'update', 'delete', 'remove'];
const OF_EVERY_COMMAND = new Set(['lsid', '$clusterTime', '$db', 'writeConcern', 'readConcern']);
/** Before GridFS creates its indexes, it checks once whether the bucket is empty. */
const ASKED_BY_GRID_FS = 'find photos.files {"filter":{},"projection":{"_id":1},"limit":1';

interface Profiled {
  readonly op: string;
  readonly ns: string;
  readonly command: Readonly<Record<string, unknown>>;
  readonly planSummary?: string;
  readonly hasSortStage?: boolean;
}

async function recordQueries(site: Site): Promise<void> {
  const { db } = site.services.mongo;
  await db!.createCollection('system.profile', { capped: true, size: PROFILE_BYTES });
  await db!.setProfilingLevel('all');
}

/** Opens every page in every state, and runs all periodic tasks. */
async function useEverything(site: InhabitedSite): Promise<void> {
  const { meera } = site.people;
  expect((await sendPhoto(meera.agent, await takePhoto())).status).to.equal(303);
  for (const { who, path } of stopsOf(site)) {
    const visitor = who === 'visitor' ? supertest(site.app) : site.people[who].agent;
    const { status } = await visitor.get(path);
    expect(status, path).to.be.lessThan(500);
  }
  for (const task of periodicTasks(site.services)) await task.run();
  const now = site.clock.now();
  await site.services.ledgerCheck.run({ from: new Date(now.getTime() - 30 * 86_400_000), to: now });
}

describe('every query of pages and tasks', function () {
  this.timeout(240_000);
  let site: InhabitedSite;
  let seen: readonly Profiled[];
  before(async () => {
    site = await startInhabitedSite(recordQueries, { newDatabase: true });
    await useEverything(site);
    await site.services.mongo.db!.setProfilingLevel('off');
    const found = await collection(site, 'system.profile')
      .find({ ns: { $not: /system\./ } })
      .toArray();
    seen = (found as unknown as Profiled[]).filter(
      ({ command }) =>
        command.comment !== BY_THE_TEST && !describeCommand(command).startsWith(ASKED_BY_GRID_FS),
    );
  });
  after(() => site.close());

  const named = (names: readonly string[]) =>
    seen.filter(({ command }) => names.some((name) => name in command));

  it('is recorded, of many kinds', () => {
    const kinds = new Set(seen.map(({ ns, command }) => `${Object.keys(command)[0]} ${ns}`));
    expect(kinds.size).to.be.greaterThan(50);
  });

  it('has a time limit if it reads', () => {
    const unlimited = named(READS).filter(({ command }) => command.maxTimeMS === undefined);
    expect([...new Set(unlimited.map(({ command }) => describeCommand(command)))]).to.deep.equal([]);
  });

  it('uses an index', () => {
    const scans = named([...READS, ...WRITES]).filter(({ planSummary }) => planSummary?.includes('COLLSCAN'));
    expect([...new Set(scans.map(({ command, ns }) => `${ns} ${describeCommand(command)}`))]).to.deep.equal(
      [],
    );
  });
});

function describeCommand(command: Profiled['command']): string {
  const [name = '', ...others] = Object.keys(command).filter((key) => !OF_EVERY_COMMAND.has(key));
  const { [name]: target, ...all } = command;
  const rest = Object.fromEntries(others.map((key) => [key, all[key]]));
  return `${name} ${String(target)} ${JSON.stringify(rest)}`.slice(0, 500);
}
