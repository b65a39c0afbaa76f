import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { paths } from '../../src/paths.ts';
import { browseSite } from '../support/browsing.ts';
import { collection, createMentor, createSlot } from '../support/journey.ts';
import { startSite } from '../support/site.ts';

const DAY = 86_400_000;

const EVERY_CARD_IS_DRAWN =
  "[...document.querySelectorAll('.card .art')].filter((art) => art.getBBox().width > 0).length === 4";

describe('The first page', () => {
  const browsing = browseSite(() => startSite({ webhooks: false }));

  before(async () => {
    const { site } = browsing;
    await collection(site, 'timeslots').deleteMany({});
    const titles = [
      'Short',
      'A title that is so long that it needs three lines of its card',
      'Middling one',
      'Last',
    ];
    for (const [index, title] of titles.entries()) {
      const mentorId = await createMentor(site, `Mentor ${index}`);
      const scheduledAt = new Date(site.clock.now().getTime() + (index + 2) * DAY);
      await createSlot(site, { mentorId, title, scheduledAt, maxStudents: index + 1 });
    }
  });

  it('has cards whose parts are equally high in a row', async () => {
    const page = await browsing.visit({ javaScript: false, width: 1280 });
    await page.goto(paths.home);
    for (const part of ['.cards .card-head', '.cards .card-stub']) {
      const boxes = await Promise.all((await page.locator(part).all()).map((each) => each.boundingBox()));
      const [first, ...row] = boxes.slice(0, 3).map((box) => [Math.round(box!.y), Math.round(box!.height)]);
      expect(row, part).to.deep.equal([first, first]);
    }
  });

  it('shows all sessions but the first three as rows with their day beside or above them', async () => {
    for (const [width, isBeside] of [
      [390, false],
      [820, false],
      [1280, true],
    ] as const) {
      const page = await browsing.visit({ javaScript: false, width });
      await page.goto(paths.home);
      expect(await page.locator('.cards > li').count()).to.equal(3);
      const day = (await page.locator('.card-day').boundingBox())!;
      const row = (await page.locator('.card-rows .card').boundingBox())!;
      expect(day.x + day.width < row.x, `${width} px`).to.equal(isBeside);
      expect(day.y + day.height <= row.y, `${width} px`).to.equal(!isBeside);
      const heights = await Promise.all(
        (await page.locator('.cards .card').all()).map((card) => card.boundingBox()),
      );
      expect(row.height).to.be.below(Math.min(...heights.map((box) => box!.height)) * 0.7);
    }
  });

  it('draws the topic of each card as decoration, and keeps its place if the picture fails', async () => {
    const boxesOf = async (page: Page) => {
      await page.goto(paths.home);
      const boxes = await Promise.all((await page.locator('.card').all()).map((card) => card.boundingBox()));
      return boxes.map((box) => [Math.round(box!.width), Math.round(box!.height)]);
    };
    const page = await browsing.visit({ javaScript: true });
    const boxes = await boxesOf(page);
    expect(boxes).to.have.length(4);
    await page.waitForFunction(EVERY_CARD_IS_DRAWN);
    expect(await page.locator('.art:not([aria-hidden=true])').count()).to.equal(0);
    const without = await browsing.visit({ javaScript: true });
    await without.route('**/topics.svg*', (route) => route.abort());
    expect(await boxesOf(without)).to.deep.equal(boxes);
  });

  it('invites mentors in a slim band after the sessions', async () => {
    const page = await browsing.visit({ javaScript: false, width: 1280 });
    await page.goto(paths.home);
    const band = page.locator('.to-mentors');
    expect((await band.boundingBox())!.height).to.be.below(90);
    expect(await band.getByRole('link').getAttribute('href')).to.equal(`${paths.register}?role=mentor`);
    const last = (await page.locator('.card').last().boundingBox())!;
    expect((await band.boundingBox())!.y).to.be.above(last.y + last.height);
  });

  it('opens its filters above the list without moving it, and closes them on Escape', async () => {
    const page = await browsing.visit({ javaScript: true, width: 1280 });
    await page.goto(paths.home);
    const place = async () => (await page.getByRole('heading', { name: /upcoming/ }).boundingBox())!.y;
    const before = await place();
    const filters = page.locator('.search-fold');
    await filters.locator('summary').click();
    await page.getByLabel('From').focus();
    expect(await place()).to.equal(before);
    await page.keyboard.press('Escape');
    expect(await filters.getAttribute('open')).to.equal(null);
    await filters.locator('summary').click();
    await page.locator('.site-footer p').click();
    expect(await filters.getAttribute('open')).to.equal(null);
  });

  it('shows its filters alone on a phone, with both ways out in sight, and closes them behind the focus', async () => {
    const page = await browsing.visit({ javaScript: true, width: 390 });
    await page.goto(paths.home);
    const filters = page.locator('.search-fold');
    const summary = filters.locator('summary');
    await summary.click();
    const box = (await filters.boundingBox())!;
    expect([box.x, box.y, box.width, box.height]).to.deep.equal([0, 0, 390, 844]);
    const inSight = async () => {
      for (const part of [summary, filters.getByRole('button', { name: 'Show sessions' })]) {
        const { y, height } = (await part.boundingBox())!;
        expect(y).to.be.within(0, 844 - height);
      }
    };
    await inSight();
    await filters.evaluate((element: { scrollTop: number }) => {
      element.scrollTop = 10_000;
    });
    await inSight();
    await summary.click();
    expect(await filters.getAttribute('open')).to.equal(null);
    await summary.click();
    await page.locator('.site-footer a').first().focus();
    expect(await filters.getAttribute('open')).to.equal(null);
  });
});
