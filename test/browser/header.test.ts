import { expect } from 'chai';
import { paths } from '../../src/paths.ts';
import { browseSite } from '../support/browsing.ts';
import { startSite } from '../support/site.ts';

describe('The header', () => {
  const browsing = browseSite(() => startSite());

  for (const javaScript of [true, false]) {
    const how = javaScript ? 'with script' : 'without script';

    it(`links every page and the logout in a menu, ${how}`, async () => {
      const { page } = await browsing.visitAsSomebody({ javaScript });
      await page.goto(paths.home);
      const menu = page.locator('details.menu');
      expect(await menu.getByRole('button', { name: 'Log out' }).isVisible()).to.equal(false);
      await menu.locator('summary').click();
      const names = await menu.getByRole('link').allInnerTexts();
      expect(names).to.deep.equal(['Sessions', 'My bookings', 'Account']);
      await menu.getByRole('button', { name: 'Log out' }).click();
      await page.getByRole('link', { name: 'Sign up' }).waitFor();
    });
  }

  it('is one line high at 320 px, for visitors and for people with a long name', async () => {
    const visitor = await browsing.visit({ javaScript: true, width: 320 });
    const { page } = await browsing.visitAsSomebody({ javaScript: true, width: 320 });
    for (const each of [visitor, page]) {
      await each.goto(paths.home);
      const box = await each.getByRole('banner').boundingBox();
      expect(box?.height).to.be.within(44, 64);
    }
  });

  it('closes the menu on Escape, which returns the focus, and on a click elsewhere', async () => {
    const { page } = await browsing.visitAsSomebody({ javaScript: true });
    await page.goto(paths.home);
    const summary = page.locator('details.menu summary');
    const out = page.getByRole('button', { name: 'Log out' });
    await summary.click();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    expect(await out.isVisible()).to.equal(false);
    expect(await page.locator('details.menu summary:focus').count()).to.equal(1);
    await summary.click();
    await page.getByRole('heading', { level: 1 }).click({ position: { x: 5, y: 5 } });
    expect(await out.isVisible()).to.equal(false);
  });
});
