import { expect } from 'chai';
import { MAX_CANDIDATES } from '../../../src/gateways/mongo/index.ts';
import { MAX_COUNTED } from '../../../src/shared/text.ts';
import { paths } from '../../../src/paths.ts';
import type { BrowserSession } from '../../support/browser-session.ts';
import { profiledOf } from '../../support/commands.ts';
import { logInAdmin } from '../../support/journey.ts';
import { insertManyRows, type RowIds } from '../../support/many-rows.ts';
import { insertManySlots } from '../../support/many-slots.ts';
import { startSite, type Site } from '../../support/site.ts';

const ROWS = 20_000;
/** Room for the rows of a page and a few small reads. */
const SOME = 200;
const LAST_PAGE = 50;
/** Entries of an index that one count may read: as many as pages show, the next one, and where each range ends. */
const MAX_READ = MAX_COUNTED + 20;
const ROWS_PER_PAGE = 50;

type Query = Readonly<Record<string, string>>;

interface Profiled {
  readonly ns: string;
  readonly command: object;
  readonly keysExamined?: number;
  readonly docsExamined?: number;
}

const lists = {
  users: paths.adminUsers,
  slots: paths.adminSlots,
  bookings: paths.adminBookings,
  payments: paths.adminPayments,
  refunds: paths.adminRefunds,
  disputes: paths.adminDisputes,
  webhooks: paths.adminWebhooks,
  mail: paths.adminMail,
} as const;

/** Filters with many and with few matches. */
const choices: readonly (readonly [string, Query])[] = [
  [lists.users, { role: 'mentor' }],
  [lists.users, { role: 'admin' }],
  [lists.users, { role: 'disabled' }],
  [lists.users, { role: 'deleted' }],
  [lists.slots, { status: 'cancelled' }],
  [lists.bookings, { status: 'COMPLETED' }],
  [lists.bookings, { status: 'CANCELLED' }],
  [lists.bookings, { status: 'ONGOING' }],
  [lists.payments, { outcome: 'BOOKED' }],
  [lists.payments, { outcome: 'REFUND' }],
  [lists.payments, { outcome: 'FAILED' }],
  [lists.refunds, { status: 'PROCESSED' }],
  [lists.refunds, { status: 'FAILED' }],
  [lists.disputes, { status: 'open' }],
  [lists.webhooks, { state: 'waiting' }],
  [lists.webhooks, { state: 'handled' }],
  [lists.webhooks, { state: 'ignored' }],
  [lists.webhooks, { q: 'payment.failed' }],
  [lists.mail, { status: 'SENT' }],
  [lists.mail, { status: 'PARKED' }],
  [paths.adminAudit, { action: 'user.disabled' }],
];

const ofRazorpay = ['pay_77', 'order_77', 'rfnd_77', 'disp_77', 'evt_77'];
const people = ['asha', 'rao 777', 'a', 'person.77@exa', 'nobody', 'ahsa krueger'];
const titles = ['design', 'session zymurgy', 'no such title', 'zymurgie'];
const sales = [...titles, 'asha design', 'rao 777 session', 'hiring rao', '499', '₹499', 'asha 499.00'];

function isCount({ command }: Profiled): boolean {
  return JSON.stringify(command).includes('"$count"');
}

describe(`plans of admin lists among ${ROWS} rows`, function () {
  this.timeout(300_000);
  let site: Site;
  let admin: BrowserSession;
  let ids: RowIds;
  before(async () => {
    site = await startSite({ webhooks: false, newDatabase: true });
    admin = (await logInAdmin(site, { name: 'Ada Admin' })).agent;
    ids = await insertManyRows(site, ROWS);
    await insertManySlots(site, ROWS);
    expect(await site.services.accountSearch.addMissing()).to.be.at.least(ROWS);
  });
  after(() => site.close());

  /** Opens the list and checks that each read stays within so many index entries and documents. */
  async function expectBounded(path: string, query: Query, most: number): Promise<string> {
    let page = '';
    const seen = await profiledOf(site, async () => {
      const { status, text } = await admin.get(path).query(query);
      expect(status, path).to.equal(200);
      page = text;
    });
    expect(seen).not.to.have.length(0);
    for (const profiled of seen as unknown as Profiled[]) {
      const { ns, command, keysExamined = 0, docsExamined = 0 } = profiled;
      const what = `${path} ${JSON.stringify({ query, ns, keysExamined, docsExamined, command }).slice(0, 700)}`;
      expect(Math.max(keysExamined, docsExamined), what).to.be.at.most(
        isCount(profiled) ? Math.max(most, MAX_CANDIDATES) : most,
      );
    }
    return page;
  }

  it('find the rows of some days by an index, also of one kind', async () => {
    const day = (daysAgo: number) => {
      const then = new Date(site.clock.now().getTime() - daysAgo * 86_400_000);
      return then.toISOString().slice(0, 10);
    };
    const periods = [{ from: day(4), to: day(2) }, { from: day(1) }, { to: day(9) }];
    const kinds: readonly (readonly [string, Query])[] = [
      [lists.bookings, { status: 'COMPLETED' }],
      [lists.bookings, { status: 'ONGOING' }],
      [lists.refunds, { status: 'PROCESSED' }],
      [lists.refunds, { status: 'FAILED' }],
      [lists.slots, { status: 'started' }],
      [lists.slots, { status: 'cancelled' }],
    ];
    for (const days of periods) {
      for (const [path, kind] of kinds) {
        await expectBounded(path, days, SOME);
        await expectBounded(path, { ...days, ...kind }, SOME);
      }
    }
    for (const days of periods) await expectBounded(lists.payments, { ...days, outcome: 'FAILED' }, SOME);
    const person = { q: 'rao 777', from: day(4) };
    for (const path of [lists.bookings, lists.payments, lists.refunds])
      await expectBounded(path, person, MAX_CANDIDATES + SOME);
    await expectBounded(lists.slots, { q: 'design', from: day(4), to: day(-9) }, MAX_CANDIDATES + SOME);
  });

  it('read only the rows of the page, with and without a filter', async () => {
    for (const path of [...Object.values(lists), paths.adminAudit]) await expectBounded(path, {}, SOME);
    for (const [path, query] of choices) await expectBounded(path, query, SOME);
  });

  it('count each choice by an index, no further than the page shows, and rightly', async () => {
    const countsOf = (text: string) =>
      [...text.matchAll(/<a class="chip"[^>]*>([^<]+) <b>([^<]+)</g)].map(
        ([, name, count]) => `${name} ${count}`,
      );
    const expected: readonly (readonly [string, readonly string[]])[] = [
      [lists.users, ['All 1,000+', 'Mentors 80', 'Admins 1', 'Disabled 10', 'Deleted 5']],
      [lists.bookings, ['All 1,000+', 'Booked 0', 'Under way 0', 'Held 1,000+', 'Cancelled 5']],
      [lists.payments, ['All 1,000+', 'Seat given 1,000+', 'No seat 5', 'Failed 1,000+']],
      [lists.disputes, ['All 1,000+', 'Open 5', 'Under review 0', 'Won 1,000+', 'Lost 0', 'Closed 0']],
      [lists.mail, ['All 1,000+', 'Waiting 1', 'Sent 1,000+', 'Not needed any more 0', 'Refused 5']],
      [lists.webhooks, ['All 1,000+', 'Not handled 0', 'Handled 1,000+', 'Not ours 5']],
      [paths.adminAudit, ['All 1,000+', 'By admins 5', 'By people themselves 0', 'At the command line 1']],
    ];
    for (const [path, counts] of expected) {
      let text = '';
      const seen = (await profiledOf(site, async () => {
        ({ text } = await admin.get(path));
      })) as unknown as Profiled[];
      expect(countsOf(text), path).to.deep.equal(counts);
      const counting = seen.filter(isCount);
      expect(counting.length, path).to.equal(counts.length);
      for (const { keysExamined, docsExamined = 0, command } of counting) {
        const what = `${path} ${JSON.stringify({ keysExamined, docsExamined, command }).slice(0, 500)}`;
        expect(keysExamined, what).to.be.at.most(MAX_READ);
        // The index on notes does not have when an event was handled.
        expect(docsExamined, what).to.be.at.most(path === lists.webhooks ? MAX_READ : 0);
      }
      expect(text).to.include('Showing 1 to 50 of 1,000+');
    }
    expect(countsOf((await admin.get(lists.bookings).query({ q: 'rao 777' })).text)[0]).to.match(/^All \d+$/);
  });

  it('read no further than the rows of the last page', async () => {
    for (const path of [...Object.values(lists), paths.adminAudit]) {
      await expectBounded(path, { page: String(LAST_PAGE) }, LAST_PAGE * ROWS_PER_PAGE + SOME);
    }
  });

  it('find the rows of an id by an index', async () => {
    const { userId, mentorId, slotId } = ids;
    const ofOurs = [userId, mentorId, slotId].map(String);
    const { slots, users, bookings, ...others } = lists;
    for (const q of ofOurs) {
      for (const path of Object.values(lists)) await expectBounded(path, { q }, SOME);
    }
    for (const q of ofRazorpay) {
      for (const path of Object.values(others)) await expectBounded(path, { q }, SOME);
    }
    expect(await expectBounded(bookings, { q: 'pay_77' }, SOME)).to.include('order_77');
    expect([slots, users]).to.have.length(2);
  });

  it('read a bounded number of rows for a search by words, and find rare ones among many', async () => {
    const most = MAX_CANDIDATES + SOME;
    for (const q of people) {
      for (const path of [lists.users, lists.bookings, lists.payments, lists.refunds, lists.mail]) {
        await expectBounded(path, { q }, most);
      }
      await expectBounded(paths.adminAudit, { actor: q }, most);
      await expectBounded(lists.users, { q, role: 'admin' }, most);
    }
    for (const q of titles) await expectBounded(lists.slots, { q }, most);
    for (const q of sales) {
      for (const path of [lists.payments, lists.bookings, lists.refunds])
        await expectBounded(path, { q }, most);
      await expectBounded(lists.payments, { q, outcome: 'FAILED' }, most);
    }
    expect(await expectBounded(lists.users, { q: 'RUGER 7771' }, most)).to.include('Jonas Krüger 7771');
    expect(await expectBounded(lists.slots, { q: 'session zymurgy' }, most)).to.include('Zymurgy');
  });
});
