import { expect } from 'chai';
import { ROWS_PER_PAGE } from '../../../src/features/admin/admin-page.ts';
import { paths } from '../../../src/paths.ts';
import type { BrowserSession } from '../../support/browser-session.ts';
import { openAdminDesk } from '../../support/admin-desk.ts';
import { startInhabitedSite, type InhabitedSite } from '../../support/inhabited-site.ts';
import { collection } from '../../support/journey.ts';

const lists = [
  paths.adminPayments,
  paths.adminRefunds,
  paths.adminDisputes,
  paths.adminWebhooks,
  paths.adminMail,
  paths.adminBookings,
  paths.adminSlots,
  paths.adminUsers,
  paths.adminAudit,
];

interface Choice {
  readonly text: string;
  readonly count: number;
  readonly href: string;
  readonly isCurrent: boolean;
}

const CHOICE = /<a class="chip" href="([^"]+)"( aria-current="true")?>([^<]+) <b>([\d,]+)<\/b><\/a>/g;

function choicesOf(text: string): readonly Choice[] {
  return [...text.matchAll(CHOICE)].map(([, href = '', current, name = '', count = '']) => ({
    text: name,
    count: Number(count.replaceAll(',', '')),
    href: href.replaceAll('&amp;', '&'),
    isCurrent: current !== undefined,
  }));
}

function rowsOf(text: string): number {
  const [, body = ''] = text.split('<tbody>');
  return body.split(/<tr\b/).length - 1;
}

describe('the choices of the admin lists', function () {
  this.timeout(120_000);
  let site: InhabitedSite;
  let admin: BrowserSession;
  before(async () => {
    site = await startInhabitedSite();
    ({ admin } = await openAdminDesk(site));
  });
  after(() => site.close());

  /** Opens the list and each of its choices, with all of their pages, and compares the counts with the rows. */
  async function expectRightCounts(path: string): Promise<readonly Choice[]> {
    const { text } = await admin.get(path).expect(200);
    const choices = choicesOf(text);
    expect(choices.length, path).to.be.above(2);
    for (const { href, count, text: name } of choices) {
      const what = `${href}: ${name}`;
      let rows = 0;
      for (let page = 1; page === 1 || rows === (page - 1) * ROWS_PER_PAGE; page += 1) {
        const shown = await admin.get(`${href}${href.includes('?') ? '&' : '?'}page=${page}`).expect(200);
        if (page === 1) {
          const current = choicesOf(shown.text).filter(({ isCurrent }) => isCurrent);
          expect(current, what).to.deep.include.members([{ text: name, count, href, isCurrent: true }]);
          expect(choicesOf(shown.text).map((choice) => choice.count)).to.deep.equal(
            choices.map((choice) => choice.count),
          );
        }
        rows += rowsOf(shown.text);
      }
      expect(rows, what).to.equal(count);
    }
    return choices;
  }

  it('tell how many rows each of them has, as there are when it is opened', async () => {
    const filled = [];
    for (const path of lists) {
      const choices = await expectRightCounts(path);
      if (choices.filter(({ count }) => count > 0).length > 2) filled.push(path);
    }
    expect(filled).to.include.members([
      paths.adminPayments,
      paths.adminRefunds,
      paths.adminBookings,
      paths.adminSlots,
      paths.adminUsers,
    ]);
  });

  it('count what a search finds, and keep it', async () => {
    const { mentorId } = (await collection(site, 'timeslots').findOne({}))!;
    const asha = await collection(site, 'users').findOne({ name: /^Asha/ });
    const searches = [
      [paths.adminUsers, 'asha'],
      [paths.adminUsers, String(asha?._id)],
      [paths.adminBookings, 'asha'],
      [paths.adminBookings, String(mentorId)],
      [paths.adminBookings, String(asha?._id)],
      [paths.adminPayments, 'asha'],
      [paths.adminPayments, String(asha?._id)],
      [paths.adminRefunds, 'asha'],
      [paths.adminMail, 'asha'],
      [paths.adminSlots, String(mentorId)],
    ] as const;
    for (const [path, q] of searches) {
      const choices = await expectRightCounts(`${path}?q=${q}`);
      expect(choices[0]!.count, `${path} ${q}`).to.be.above(0);
      for (const { href } of choices) expect(href).to.include(`q=${q}`);
    }
    const slot = (await collection(site, 'timeslots').findOne({}))!;
    const [word] = String(slot.title).split(/\W/);
    expect((await expectRightCounts(`${paths.adminSlots}?q=${word}`))[0]!.count).to.be.above(0);
    const none = choicesOf((await admin.get(`${paths.adminUsers}?q=nobody`).expect(200)).text);
    expect(none.map(({ count }) => count)).to.deep.equal([0, 0, 0, 0, 0]);
  });

  it('count the rows of some days', async () => {
    const day = new Date().toISOString().slice(0, 10);
    const dated = [paths.adminPayments, paths.adminBookings, paths.adminRefunds, paths.adminSlots];
    for (const path of [...dated, paths.adminAudit]) {
      await expectRightCounts(`${path}?from=2026-01-01&to=${day}`);
      const [all] = await expectRightCounts(`${path}?from=2001-01-01&to=2001-01-02`);
      expect(all!.count).to.equal(0);
    }
  });

  it('stay chosen in the form of the search', async () => {
    const { text } = await admin.get(`${paths.adminRefunds}?status=PROCESSED`).expect(200);
    expect(text).to.include('<input type="hidden" name="status" value="PROCESSED">');
    expect(text).to.match(/Showing (all \d+|the only one)/);
    expect((await admin.get(`${paths.adminRefunds}?status=ODD`).expect(200)).text).not.to.include('ODD');
  });

  it('count the acts of a group of the audit trail, within what else is asked for', async () => {
    const choices = await expectRightCounts(`${paths.adminAudit}?action=account.photo-changed`);
    const [all, admins, people] = choices.map(({ count }) => count);
    expect([all, admins]).to.deep.equal([people, 0]);
  });
});
