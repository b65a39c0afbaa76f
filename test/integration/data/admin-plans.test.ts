import { expect } from 'chai';
import { MAX_CANDIDATES } from '../../../src/features/admin/bounded-search.repository.ts';
import { paths } from '../../../src/paths.ts';
import type { BrowserSession } from '../../support/browser-session.ts';
import { profiledOf } from '../../support/commands.ts';
import { logInAdmin } from '../../support/journey.ts';
import { insertManyRows, type RowIds } from '../../support/many-rows.ts';
import { insertManySlots } from '../../support/many-slots.ts';
import { startSite, type Site } from '../../support/site.ts';

const ROWS = 20_000;
/** The rows of a page, and small reads beside them. */
const SOME = 200;
const LAST_PAGE = 50;
const ROWS_ON_A_PAGE = 50;

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

/** Usual and rare choices. */
const choices: readonly (readonly [string, Query])[] = [
  [lists.users, { role: 'user' }],
  [lists.users, { role: 'admin' }],
  [lists.slots, { status: 'cancelled' }],
  [lists.bookings, { status: 'COMPLETED' }],
  [lists.bookings, { status: 'CANCELLED' }],
  [lists.bookings, { status: 'ONGOING' }],
  [lists.payments, { outcome: 'BOOKED' }],
  [lists.payments, { outcome: 'REFUND' }],
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
const people = ['asha', 'rao 777', 'a', 'person.77@exa', 'nobody'];
const titles = ['design', 'session zymurgy', 'no such title'];

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

  /** Opens the list, and looks at each read for it: so many entries and rows, at most. */
  async function expectBounded(path: string, query: Query, most: number): Promise<string> {
    let page = '';
    const seen = await profiledOf(site, async () => {
      const { status, text } = await admin.get(path).query(query);
      expect(status, path).to.equal(200);
      page = text;
    });
    expect(seen).not.to.have.length(0);
    for (const { ns, command, keysExamined = 0, docsExamined = 0 } of seen as unknown as Profiled[]) {
      const what = `${path} ${JSON.stringify({ query, ns, keysExamined, docsExamined, command }).slice(0, 700)}`;
      expect(Math.max(keysExamined, docsExamined), what).to.be.at.most(most);
    }
    return page;
  }

  it('read only the rows of the page, with and without a filter', async () => {
    for (const path of [...Object.values(lists), paths.adminAudit]) await expectBounded(path, {}, SOME);
    for (const [path, query] of choices) await expectBounded(path, query, SOME);
  });

  it('read no further than the rows of the last page', async () => {
    for (const path of [...Object.values(lists), paths.adminAudit]) {
      await expectBounded(path, { page: String(LAST_PAGE) }, LAST_PAGE * ROWS_ON_A_PAGE + SOME);
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
    expect(await expectBounded(lists.users, { q: 'RUGER 7771' }, most)).to.include('Jonas Krüger 7771');
    expect(await expectBounded(lists.slots, { q: 'session zymurgy' }, most)).to.include('Zymurgy');
  });
});
