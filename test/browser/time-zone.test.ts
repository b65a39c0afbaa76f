import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { paths } from '../../src/paths.ts';
import { browseSite } from '../support/browsing.ts';
import { createSlot } from '../support/journey.ts';
import { listenForComplaints } from '../support/page-checks.ts';
import { startSite } from '../support/site.ts';

/** 6:30 pm in India, 8 am in New York, 7:45 am in Kathmandu's terms a quarter of an hour after India. */
const scheduledAt = new Date('2031-01-15T13:00:00Z');

describe('The time zone of a device', function () {
  this.timeout(60_000);
  const browsing = browseSite(() => startSite());

  const cookieOf = async (page: Page) =>
    (await page.context().cookies()).find(({ name }) => name === 'tz')?.value;

  it('is found out by the script: the first page already shows its times, without being loaded again', async () => {
    const slot = await createSlot(browsing.site, { scheduledAt });
    const page = await browsing.visit({ javaScript: true, timeZone: 'America/New_York' });
    const complaints = listenForComplaints(page);
    let navigations = 0;
    page.on('framenavigated', () => (navigations += 1));
    await page.goto(paths.slot(slot.id));
    await page.getByText('8:00 am – 9:00 am').waitFor();
    await page.getByText('Times are shown in New York time').waitFor();
    expect(await cookieOf(page)).to.equal('America%2FNew_York');
    expect(navigations).to.equal(1);
    expect(complaints()).to.deep.equal([]);
  });

  it('is known under its present name, which costs a device in India no second look', async () => {
    const page = await browsing.visit({ javaScript: true, timeZone: 'Asia/Calcutta' });
    let requests = 0;
    page.on('request', (request) => (requests += request.url().endsWith('/') ? 1 : 0));
    await page.goto(paths.home);
    await page.waitForLoadState('networkidle');
    expect(await cookieOf(page)).to.equal('Asia%2FKolkata');
    expect(requests).to.equal(1);
  });

  it('does not stand above what somebody has chosen', async () => {
    const page = await browsing.visit({ javaScript: true, timeZone: 'America/New_York' });
    await page.goto(`${paths.timeZone}?returnTo=/`);
    await page.getByLabel('Search by city').fill('lord howe');
    expect(await page.getByLabel('Show times in').locator('option').count()).to.equal(1);
    await page.getByRole('button', { name: 'Show times so' }).click();
    await page.getByText('Times are shown in Lord Howe time').waitFor();
    await page.reload();
    await page.getByText('Times are shown in Lord Howe time').waitFor();
    expect(await cookieOf(page)).to.equal('Australia%2FLord_Howe');
  });

  it('can be chosen without script', async () => {
    const slot = await createSlot(browsing.site, { scheduledAt });
    const page = await browsing.visit({ javaScript: false, timeZone: 'America/New_York' });
    await page.goto(paths.slot(slot.id));
    await page.getByRole('link', { name: 'Change the time zone' }).click();
    await page.getByLabel('Show times in').selectOption('Asia/Kathmandu');
    await page.getByRole('button', { name: 'Show times so' }).click();
    await page.waitForURL(`**${paths.slot(slot.id)}`);
    expect(await page.getByRole('main').innerText()).to.include('6:45 pm – 7:45 pm');
  });

  it('becomes that of a new account', async () => {
    const page = await browsing.visit({ javaScript: true, timeZone: 'Asia/Kathmandu' });
    await page.goto(paths.register);
    await page.getByText('Times are shown in Kathmandu time').waitFor();
    await page.getByLabel('I want to learn').check();
    await page.getByLabel('Name').fill('Sita Rai');
    await page.getByLabel('E-mail').fill(`sita.${Date.now()}@example.com`);
    await page.getByLabel('Password').fill('violet kettle drum');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.waitForURL(`**${paths.dashboard}`);
    await page.getByText('Times are shown in Kathmandu time').waitFor();
  });

  it('is offered to who reads an account’s times on a device elsewhere', async () => {
    const { page } = await browsing.visitAsSomebody({ javaScript: true, timeZone: 'Europe/London' });
    await page.goto(paths.dashboard);
    await page.getByText('Times are shown in India time').waitFor();
    await page.getByRole('button', { name: 'Use the time of this device' }).click();
    await page.getByText('Times are shown in London time').waitFor();
    expect(await page.getByRole('button', { name: 'Use the time of this device' }).isVisible()).to.equal(
      false,
    );
  });
});
