import { expect } from 'chai';
import { paths } from '../../src/paths.ts';
import { browseSite } from '../support/browsing.ts';
import { bookAndPay, createSlot, logInAdmin, logInSomebody, type Visitor } from '../support/journey.ts';
import { startSite } from '../support/site.ts';

interface Fold {
  readonly text: string;
  readonly place: 'cell' | 'menu' | 'page';
  /** How many arrows the browser draws beside the text, the built-in one included. */
  readonly arrows: number;
}

const FOLDS = `[...document.querySelectorAll('main summary')].filter((each) => each.checkVisibility()).map((each) => {
  const isDrawn = ({ content, borderBottomWidth }) => content !== 'none' && parseFloat(borderBottomWidth) > 0;
  const { display, listStyleType } = getComputedStyle(each);
  const ours = ['::before', '::after'].filter((part) => isDrawn(getComputedStyle(each, part)));
  return {
    text: each.innerText,
    place: each.closest('td') ? 'cell' : each.closest('.admin-fold') ? 'menu' : 'page',
    arrows: ours.length + (display === 'list-item' && listStyleType !== 'none' ? 1 : 0),
  };
})`;

describe('Folds of the admin area', () => {
  const browsing = browseSite(() => startSite({ webhooks: false }));
  let admin: Visitor;
  let story: string;

  before(async () => {
    const { site } = browsing;
    admin = await logInAdmin(site);
    const visitor = await logInSomebody(site.app);
    const { payment } = await bookAndPay(site, visitor, (await createSlot(site)).id);
    story = paths.adminPayment(payment.payment.id);
  });

  for (const width of [390, 1280])
    it(`have one arrow each, at ${width} px`, async () => {
      const page = await browsing.visitAs(admin.agent, { javaScript: false, width });
      const places = new Set<Fold['place']>();
      for (const path of [paths.admin, paths.adminPayments, paths.adminBookings, paths.adminUsers, story]) {
        await page.goto(path);
        for (const { text, place, arrows } of await page.evaluate<Fold[]>(FOLDS)) {
          expect(arrows, `${path}: ${text}`).to.equal(1);
          places.add(place);
        }
      }
      expect([...places]).to.include.members(width === 390 ? ['cell', 'menu', 'page'] : ['cell', 'page']);
    });
});
