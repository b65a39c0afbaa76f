import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import { logIn, tokenFrom } from '../../support/browser-session.ts';
import { book, createSlot, logInSomebody } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';
import { audienceOf, routesOf } from '../security/site-routes.ts';

describe('The button of an error page', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());
  afterEach(() => site.sandbox.control.clearFaults());

  const buttonsOf = (html: string) =>
    [...html.matchAll(/<a class="button[^"]*" href="([^"]+)">([^<]+)<\/a>/g)].map(([, href, text]) => ({
      href,
      text,
    }));
  const stopRazorpay = () =>
    site.sandbox.control.addFault({ path: '^/v1/', action: 'error', status: 502, body: 'x', times: 50 });

  it('requests the same page again, with its query, once a service is back', async () => {
    const visitor = await logInSomebody(site.app);
    const bookingId = await book(visitor, (await createSlot(site)).id);
    await stopRazorpay();
    const path = `${paths.checkout(bookingId)}?from=mail&x=%22%3E`;
    const page = await visitor.agent.get(path).expect(503);
    expect(buttonsOf(page.text)[0]).to.deep.equal({ href: path.replaceAll('&', '&amp;'), text: 'Try again' });
    await site.sandbox.control.clearFaults();
    await visitor.agent.get(path).expect(200);
  });

  it('leads back to the page with the form after a POST', async () => {
    const visitor = await logInSomebody(site.app);
    const { id } = await createSlot(site);
    const token = { _csrf: 'of yesterday' };
    const post = (path: string, referrer: string) =>
      visitor.agent.post(path).set('Referer', referrer).type('form').send(token).expect(403);
    const fromPage = await post(paths.account, `${site.baseUrl}${paths.account}?tab=1`);
    expect(buttonsOf(fromPage.text)[0]).to.deep.equal({
      href: `${paths.account}?tab=1`,
      text: 'Back to the form',
    });
    const fromSlot = await post(paths.bookSlot(id), '');
    expect(buttonsOf(fromSlot.text)[0]).to.deep.equal({ href: paths.slot(id), text: 'Back to the form' });
  });

  it('is missing if a retry cannot help, and never leads to another site', async () => {
    const { agent } = await logInSomebody(site.app);
    const foreign = await agent
      .post(paths.account)
      .set('Referer', 'https://evil.example/form')
      .type('form')
      .send({})
      .expect(403);
    const unknown = await agent.get('/no-such-page').expect(404);
    const mentor = await logInSomebody(site.app, { role: 'mentor' });
    const others = await mentor.agent.get(paths.mentorSlot('a'.repeat(24))).expect(404);
    expect(buttonsOf(others.text)).to.deep.equal([{ href: paths.mentor, text: 'Your sessions' }]);
    const noMentor = await agent.get(paths.mentor).expect(403);
    expect(buttonsOf(noMentor.text)).to.deep.equal([{ href: paths.dashboard, text: 'My bookings' }]);
    expect(buttonsOf(foreign.text)).to.deep.equal([{ href: paths.dashboard, text: 'My bookings' }]);
    expect(buttonsOf(unknown.text)).to.deep.equal([{ href: paths.home, text: 'All sessions' }]);
    expect(unknown.text).not.to.include('quote this reference');
    const reference = unknown.get('X-Request-Id')!;
    expect(unknown.text).to.match(
      new RegExp(`<summary>For support</summary>\\s*<p>Error 404. Reference: <code>${reference}`),
    );
  });
});

describe('The address of a form that was sent', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  it('leads to the page with the form when a browser opens it again', async () => {
    const visitor = await logInSomebody(site.app);
    const { id } = await createSlot(site);
    const bookingId = await book(visitor, id);
    for (const [path, page] of [
      [paths.bookSlot(id), paths.slot(id)],
      [paths.joinWaitlist(id), paths.slot(id)],
      [paths.razorpayCallback, paths.dashboard],
    ] as const) {
      expect((await visitor.agent.get(path).expect(303)).get('Location'), path).to.equal(page);
      await visitor.agent.get(page).expect(200);
    }
    const checkout = await visitor.agent.get(paths.cancelCheckout(bookingId)).expect(200);
    expect(checkout.text).to.include('Check and pay');
    const mentor = await logInSomebody(site.app, { role: 'mentor' });
    for (const path of [paths.mentorSlots, paths.previewSlot]) {
      expect((await mentor.agent.get(path).expect(303)).get('Location'), path).to.equal(paths.newSlot);
    }
  });

  it('is a page, or leads to one, for each form of the site', () => {
    const routes = routesOf(site.app);
    const reads = routes.filter(({ method }) => method === 'get').map(({ path }) => path);
    const forms = routes.filter(
      (route) =>
        route.method === 'post' && !route.path.startsWith('/api/') && audienceOf(route) !== 'machines',
    );
    expect(forms.length).to.be.above(20);
    expect(forms.map(({ path }) => path).filter((path) => !reads.includes(path))).to.deep.equal([]);
  });

  it('is where a login leads that interrupted a refused form', async () => {
    const visitor = await logInSomebody(site.app);
    const { id } = await createSlot(site);
    const referrer = `${site.baseUrl}${paths.bookSlot(id)}`;
    await visitor.agent
      .post(paths.logout)
      .set('x-csrf-token', await tokenFrom(visitor.agent, paths.account))
      .expect(303);
    const refused = await visitor.agent
      .post(paths.bookSlot(id))
      .set('Referer', referrer)
      .type('form')
      .send({});
    const returnTo = new URL(refused.get('Location')!, site.baseUrl).searchParams.get('returnTo')!;
    await logIn(visitor.agent, visitor.person);
    expect((await visitor.agent.get(returnTo).expect(303)).get('Location')).to.equal(paths.slot(id));
  });
});
