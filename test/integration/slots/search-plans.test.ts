import { expect } from 'chai';
import supertest from 'supertest';
import { commandsOf } from '../../support/commands.ts';
import { collection } from '../../support/journey.ts';
import { insertManySlots, searches } from '../../support/many-slots.ts';
import { startSite, type Site } from '../../support/site.ts';

const SLOTS = 50_000;
/** Limit for searches that no single index covers. */
const DOCUMENTS_LOOKED_AT = 1_000;
/** Limit for index entries per search, including the plans that MongoDB tries first. */
const ENTRIES_LOOKED_AT = 5_001;
/** The list, slots missing in the index, disabled mentors, the sessions on the page, and their mentors. */
const COMMANDS_OF_A_LIST = 5;
/** Allowance for small extra reads. */
const SOME = 50;
/** Entries read for a full list of 1,001 sessions if some are of disabled mentors. */
const FIRST_LOOK = 1_250;

interface Profiled {
  readonly command: Record<string, unknown>;
  readonly keysExamined?: number;
  readonly docsExamined?: number;
  readonly nreturned?: number;
}

describe(`plans of searches among ${SLOTS} sessions`, function () {
  this.timeout(300_000);
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false, newDatabase: true });
    await insertManySlots(site, SLOTS);
  });
  after(() => site.close());

  /**
   * Opens a page. Returns MongoDB's operations on the slots, and the number of sessions that the page states.
   */
  async function profile(path: string) {
    const { db } = site.services.mongo;
    await db!.setProfilingLevel('all');
    const { text } = await supertest(site.app).get(path).expect(200);
    await db!.setProfilingLevel('off');
    const operations = collection(site, 'system.profile');
    const found = await operations.find({ ns: /\.timeslots$/ }).toArray();
    await operations.drop();
    const [, sessions = '0', dates = sessions] =
      /([\d,]+)\+? (?:upcoming )?sessions?(?: found)?(?: on ([\d,]+) dates)?/.exec(text) ?? [];
    return { operations: found as unknown as Profiled[], told: Number(dates.replace(',', '')) };
  }

  for (const [name, path] of Object.entries(searches)) {
    it(`${name}: read no more documents than the page shows, unless several words must match`, async () => {
      const { operations, told } = await profile(path);
      expect(operations).not.to.have.length(0);
      const isOfWords = /several words|words|rare|word, topic|word and topic/.test(name);
      for (const { command, keysExamined = 0, docsExamined = 0, nreturned = 0 } of operations) {
        const what = JSON.stringify({ command, keysExamined, docsExamined, nreturned }).slice(0, 600);
        // An aggregate returns its whole list as one document, so `nreturned` does not count the sessions.
        const listed = 'aggregate' in command ? told : nreturned;
        expect(docsExamined, what).to.be.at.most(isOfWords ? DOCUMENTS_LOOKED_AT : listed + SOME);
        expect(keysExamined, what).to.be.at.most(ENTRIES_LOOKED_AT + 4 * SOME);
      }
    });
  }

  it('read hardly more entries than the list has if some mentors are disabled', async () => {
    const mentors = collection(site, 'users');
    const disabled = { handle: { $in: ['many-3', 'many-7'] } };
    await mentors.updateMany(disabled, { $set: { disabledAt: new Date() } });
    const { operations, told } = await profile('/');
    await mentors.updateMany(disabled, { $unset: { disabledAt: 1 } });
    expect(told).to.equal(1_000);
    const entries = operations.map(({ keysExamined = 0 }) => keysExamined);
    expect(Math.max(...entries)).to.be.within(told, FIRST_LOOK);
  });

  it('need few commands for a list, because topics and mentors to choose from are cached for a second', async () => {
    const open = async () => {
      await supertest(site.app).get('/').expect(200);
    };
    site.clock.stop();
    await open();
    const commands = await commandsOf(site, open);
    site.clock.start();
    expect(commands, commands.join(', ')).to.have.lengthOf.within(1, COMMANDS_OF_A_LIST);
    expect(commands.join()).to.not.include('searchterms');
  });

  it('stop early for two frequent words that never occur together, and the page says so', async () => {
    const { text } = await supertest(site.app).get('/?q=rust+typescript').expect(200);
    expect(text).to.include('Only the first 1,000 possible matches were checked.');
    const { operations } = await profile('/?q=rust+typescript');
    expect(operations).not.to.have.length(0);
    for (const { docsExamined = 0 } of operations) {
      expect(docsExamined).to.be.at.most(DOCUMENTS_LOOKED_AT);
    }
  });
});

describe('indexes of an earlier version', () => {
  it('are dropped once those that replace them are there', async () => {
    const site = await startSite({ webhooks: false, newDatabase: true });
    const slots = collection(site, 'timeslots');
    await slots.createIndexes([{ key: { status: 1, scheduledAt: 1 } }]);
    await site.services.buildIndexes();
    const names = (await slots.indexes()).map(({ name }) => name);
    expect(names).not.to.include('status_1_scheduledAt_1');
    expect(names.filter((name) => name?.startsWith('status_1_scheduledAt_1_'))).to.have.length(1);
    await site.close();
  });
});
