import { expect } from 'chai';
import supertest from 'supertest';
import { collection } from '../../support/journey.ts';
import { insertManySlots, searches } from '../../support/many-slots.ts';
import { startSite, type Site } from '../../support/site.ts';

const SLOTS = 50_000;
/** What the search lists at most, and what it looks at. */
const LOOKED_AT = 10_001;

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
    site = await startSite({ webhooks: false });
    await insertManySlots(site, SLOTS);
  });
  after(() => site.close());

  /** What MongoDB did for a page, on the sessions. */
  async function profile(path: string): Promise<readonly Profiled[]> {
    const { db } = site.services.mongo;
    await db!.setProfilingLevel('all');
    await supertest(site.app).get(path).expect(200);
    await db!.setProfilingLevel('off');
    const operations = collection(site, 'system.profile');
    const found = await operations.find({ ns: /\.timeslots$/ }).toArray();
    await operations.drop();
    return found as unknown as Profiled[];
  }

  for (const [name, path] of Object.entries(searches)) {
    it(`${name}: MongoDB looks at ten times as much as it answers, at most`, async () => {
      const operations = await profile(path);
      expect(operations).not.to.have.length(0);
      for (const { command, keysExamined = 0, docsExamined = 0, nreturned = 0 } of operations) {
        const isCount = JSON.stringify(command).includes('"$sum":1');
        const most = isCount ? LOOKED_AT : 10 * nreturned + 200;
        const what = JSON.stringify({ command, nreturned }).slice(0, 600);
        expect(docsExamined, what).to.be.at.most(most);
        expect(keysExamined, what).to.be.at.most(most + (isCount ? 200 : 0));
      }
    });
  }

  it('two frequent words that never meet: it stops after 10,000, and the page says so', async () => {
    const { text } = await supertest(site.app).get('/?q=system+typescript').expect(200);
    expect(text).to.include('Only the first 10,000 sessions that come near were looked at.');
    for (const { docsExamined = 0 } of await profile('/?q=system+typescript')) {
      expect(docsExamined).to.be.at.most(LOOKED_AT);
    }
  });
});
