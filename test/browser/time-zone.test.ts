import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { paths } from '../../src/paths.ts';
import { browseSite } from '../support/browsing.ts';
import { createSlot } from '../support/journey.ts';
import { axeFaults, listenForComplaints } from '../support/page-checks.ts';
import { startSite } from '../support/site.ts';

/** 6:30 pm in India, 8 am in New York, 6:45 pm in Kathmandu. */
const scheduledAt = new Date('2031-01-15T13:00:00Z');

describe('The time zone of a device', () => {
  const browsing = browseSite(() => startSite());

  const cookieOf = async (page: Page) =>
    (await page.context().cookies()).find(({ name }) => name === 'tz')?.value;

  it('is detected by the script, and the first page shows its times without a reload', async () => {
    const slot = await createSlot(browsing.site, { scheduledAt });
    const page = await browsing.visit({ javaScript: true, timeZone: 'America/New_York' });
    const complaints = listenForComplaints(page);
    let navigations = 0;
    page.on('framenavigated', () => (navigations += 1));
    await page.goto(paths.slot(slot.id));
    await page.getByText('8:00 am – 9:00 am').waitFor();
    await page.getByText('Times in New York,').waitFor();
    expect(await cookieOf(page)).to.equal('America%2FNew_York');
    expect(navigations).to.equal(1);
    expect(complaints()).to.deep.equal([]);
  });

  it('has its present name, so that a device in India needs no second request', async () => {
    const page = await browsing.visit({ javaScript: true, timeZone: 'Asia/Calcutta' });
    let requests = 0;
    page.on('request', (request) => (requests += request.url().endsWith('/') ? 1 : 0));
    await page.goto(paths.home);
    await page.waitForLoadState('networkidle');
    expect(await cookieOf(page)).to.equal('Asia%2FKolkata');
    expect(requests).to.equal(1);
  });

  it('does not replace a zone that somebody has chosen', async () => {
    const page = await browsing.visit({ javaScript: true, timeZone: 'America/New_York' });
    await page.goto(`${paths.timeZone}?returnTo=/`);
    const field = page.getByRole('combobox', { name: 'Show times in' });
    expect(await field.inputValue()).to.match(/^New York · GMT-[45] · \d+:\d\d [ap]m/);
    await field.fill('lord howe');
    expect((await page.getByRole('option').allInnerTexts()).join()).to.match(/^Lord Howe · GMT\+1[01]/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Use this time zone' }).click();
    await page.getByText('Times in Lord Howe,').waitFor();
    await page.reload();
    await page.getByText('Times in Lord Howe,').waitFor();
    expect(await cookieOf(page)).to.equal('Australia%2FLord_Howe');
  });

  it('can be chosen without script', async () => {
    const slot = await createSlot(browsing.site, { scheduledAt });
    const page = await browsing.visit({ javaScript: false, timeZone: 'America/New_York' });
    await page.goto(paths.slot(slot.id));
    await page.getByRole('link', { name: 'Change the time zone' }).click();
    await page.getByLabel('Show times in').selectOption('Asia/Kathmandu');
    await page.getByRole('button', { name: 'Use this time zone' }).click();
    await page.waitForURL(`**${paths.slot(slot.id)}`);
    expect(await page.getByRole('main').innerText()).to.include('6:45 pm – 7:45 pm');
  });

  it('becomes the zone of a new account', async () => {
    const page = await browsing.visit({ javaScript: true, timeZone: 'Asia/Kathmandu' });
    await page.goto(paths.register);
    const field = page.getByRole('combobox', { name: 'Your time zone' });
    expect(await field.inputValue()).to.match(/^Kathmandu · GMT\+5:45/);
    await page.getByLabel('I want to learn').check();
    await page.getByLabel('Name').fill('Sita Rai');
    await page.getByLabel('E-mail').fill(`sita.${Date.now()}@example.com`);
    await page.getByLabel('Password').fill('violet kettle drum');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.waitForURL(`**${paths.dashboard}`);
    await page.getByText('Times in Kathmandu,').waitFor();
  });

  it('is chosen in place, by keyboard alone, on a page with times', async () => {
    const slot = await createSlot(browsing.site, { scheduledAt });
    const page = await browsing.visit({ javaScript: true });
    const complaints = listenForComplaints(page);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(paths.slot(slot.id));
    await page.getByRole('link', { name: 'Change the time zone' }).focus();
    await page.keyboard.press('Enter');
    const field = page.getByRole('combobox', { name: 'Show times in' });
    await field.waitFor();
    expect(new URL(page.url()).pathname).to.equal(paths.slot(slot.id));
    expect(await page.evaluate(`document.activeElement.getAttribute('role') === 'combobox'`)).to.equal(true);
    await page.keyboard.press('ArrowDown');
    expect(await page.getByRole('option', { selected: true }).innerText()).to.match(/^India · GMT\+5:30/);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('option').count()).to.equal(0);
    await page.keyboard.type('new');
    const found = await page.getByRole('option').allInnerTexts();
    expect(found.map((text) => text.split(' · ')[0])).to.deep.equal(['India', 'Auckland', 'New York']);
    await field.fill('');
    await page.keyboard.type('boston');
    await page.keyboard.press('Enter');
    expect(await field.inputValue()).to.match(/^New York · GMT-[45]/);
    expect(await axeFaults(page, { width: 390, colorScheme: 'light' })).to.deep.equal([]);
    await page.getByRole('button', { name: 'Use this time zone' }).click();
    await page.getByText('8:00 am – 9:00 am').waitFor();
    expect(complaints()).to.deep.equal([]);
  });

  it('is chosen with a mouse from a list that opens with its field', async () => {
    const slot = await createSlot(browsing.site, { scheduledAt });
    const page = await browsing.visit({ javaScript: true });
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(paths.slot(slot.id));
    await page.getByRole('link', { name: 'Change the time zone' }).click();
    const field = page.getByRole('combobox', { name: 'Show times in' });
    await field.and(page.locator('[aria-expanded="true"]:focus')).waitFor();
    expect(await page.getByRole('option', { selected: true }).innerText()).to.match(/^India · GMT\+5:30/);
    expect(await page.getByRole('option').count()).to.be.above(50);
    // Playwright would wait for a button that something covers.
    await page.getByRole('button', { name: 'Use this time zone' }).click({ trial: true, timeout: 5_000 });
    await page.keyboard.type('boston');
    await page.getByRole('option', { name: /^New York/ }).click();
    await page.getByRole('button', { name: 'Use this time zone' }).click();
    await page.getByText('8:00 am – 9:00 am').waitFor();
  });

  it('highlights the zone under a mouse, but under a finger only the chosen one', async () => {
    const page = await browsing.visit({ javaScript: true });
    const devTools = await page.context().newCDPSession(page);
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(`${paths.timeZone}?returnTo=/`);
    await page.getByRole('combobox', { name: 'Show times in' }).click();
    await page.getByRole('option', { selected: false }).first().hover();
    const isHighlighted = () =>
      page.evaluate(
        `getComputedStyle(document.querySelector('.zone-list li:hover')).backgroundColor !== 'rgba(0, 0, 0, 0)'`,
      );
    expect(await isHighlighted()).to.equal(true);
    await devTools.send('Emulation.setTouchEmulationEnabled', { enabled: true });
    await page.waitForFunction(`matchMedia('(hover: none)').matches`);
    expect(await isHighlighted()).to.equal(false);
  });

  it('is chosen on a phone by one tap in a sheet that stays above the keyboard', async () => {
    const slot = await createSlot(browsing.site, { scheduledAt });
    const page = await browsing.visit({ javaScript: true });
    const complaints = listenForComplaints(page);
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(paths.slot(slot.id));
    const change = page.getByRole('link', { name: 'Change the time zone' });
    await change.click();
    const sheet = page.getByRole('dialog', { name: 'Time zone' });
    const isFocused = (name: string) =>
      sheet.getByRole('button', { name }).and(page.locator(':focus')).waitFor();
    await isFocused('Close');
    expect(await sheet.getByRole('option', { selected: true }).innerText()).to.match(/^India · GMT\+5:30/);
    expect(await axeFaults(page, { width: 390, colorScheme: 'dark' })).to.deep.equal([]);
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await change.click();
    const field = sheet.getByRole('combobox', { name: 'Show times in' });
    await field.fill('atlantis');
    await sheet.getByText('No such place. Try a larger city near it.').waitFor();
    await page.setViewportSize({ width: 320, height: 300 });
    // Only what begins a word: not Bangkok.
    await field.fill('k');
    expect((await sheet.getByRole('option').allInnerTexts()).join())
      .to.include('Kabul')
      .and.not.include('Bangkok');
    for (const [typed, place] of [
      ['bangalore', 'India'],
      ['MÜNCHEN', 'Berlin'],
      ['new zealand', 'Auckland'],
    ] as const) {
      await field.fill(typed);
      expect((await sheet.getByRole('option').allInnerTexts()).join('\n'), typed).to.match(
        new RegExp(`^${place} · [^\\n]+$`),
      );
    }
    await field.fill('boston');
    const option = sheet.getByRole('option', { name: /^New York · GMT-[45] · \d+:\d\d [ap]m/ });
    const { y, height } = (await option.boundingBox())!;
    expect(height).to.be.at.least(44);
    expect(y + height).to.be.at.most(300);
    await option.click();
    await page.getByText('8:00 am – 9:00 am').waitFor();
    expect(complaints()).to.deep.equal([]);
  });

  it('is one field on every form, which accepts only zones of its list', async () => {
    const { page } = await browsing.visitAsSomebody({ javaScript: true });
    await page.goto(paths.account);
    const open = () => page.getByRole('heading', { name: 'Your details' }).click();
    await open();
    const field = page.getByRole('combobox', { name: 'Time zone' });
    expect(await field.inputValue()).to.match(/^India · GMT\+5:30 · \d+:\d\d [ap]m/);
    await field.fill('nowhere at all');
    expect(await page.getByRole('option').count()).to.equal(0);
    await page.getByLabel('Name').focus();
    expect(await field.inputValue()).to.match(/^India/);
    await field.fill('berlin');
    await page.getByRole('option', { name: /^Berlin/ }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('status').first().waitFor();
    await open();
    expect(await field.inputValue()).to.match(/^Berlin/);
  });

  it('is offered to a user whose device is in another zone', async () => {
    const { page } = await browsing.visitAsSomebody({ javaScript: true, timeZone: 'Europe/London' });
    await page.goto(paths.dashboard);
    await page.getByText('Times in India,').waitFor();
    await page.getByRole('button', { name: 'Use the time of this device' }).click();
    await page.getByText('Times in London,').waitFor();
    expect(await page.getByRole('button', { name: 'Use the time of this device' }).isVisible()).to.equal(
      false,
    );
  });
});
