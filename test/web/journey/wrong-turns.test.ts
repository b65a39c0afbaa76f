import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import { agentFor, logIn, tokenFrom } from '../../support/browser-session.ts';
import {
  book,
  bookAndPay,
  collection,
  createSlot,
  logInSomebody,
  orderOf,
  returnFromRazorpay,
} from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

describe('Wrong turns of the journey', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  it('reuses the order while user, slot, price and note are the same, and makes another if the note changes', async () => {
    const slot = await createSlot(site);
    const asha = await logInSomebody(site.app);
    const first = await book(asha, slot.id);
    expect(await book(asha, slot.id)).to.equal(first);
    const other = await book(asha, slot.id, { notes: 'Another note' });
    expect(other).not.to.equal(first);
    expect(await orderOf(asha, other)).not.to.equal(await orderOf(asha, first));
  });

  it('accepts the forms of two tabs that were opened at once after the login', async () => {
    const slots = [await createSlot(site), await createSlot(site)];
    const { agent } = await logInSomebody(site.app);
    const tokens = await Promise.all(slots.map(({ id }) => tokenFrom(agent, paths.slot(id))));
    for (const [index, { id }] of slots.entries()) {
      const form = { notes: '', _csrf: tokens[index] };
      const response = await agent.post(paths.bookSlot(id)).type('form').send(form);
      expect(response.status).to.equal(303);
    }
  });

  it('claims one seat for a double click', async () => {
    const slot = await createSlot(site, { maxStudents: 5 });
    const asha = await logInSomebody(site.app);
    const _csrf = await tokenFrom(asha.agent, paths.slot(slot.id));
    const click = () => asha.agent.post(paths.bookSlot(slot.id)).type('form').send({ notes: '', _csrf });
    const clicks = await Promise.all([click(), click()]);
    const bookingIds = clicks.map(({ headers }) => (headers.location ?? '').split('/').pop() ?? '');
    for (const bookingId of bookingIds) {
      const order = await site.services.razorpay.findOrderByReceipt(bookingId);
      await returnFromRazorpay(asha, await site.sandbox.control.pay(order!.id, { webhooks: false }));
    }
    expect(await site.services.slots.findById(slot.id)).to.include({ currentStudents: 1 });
    const seen = await asha.agent.get(paths.checkoutResult(bookingIds[0]!));
    expect(seen.headers.location).to.equal(paths.dashboard);
  });

  it('shows the form again with what was typed when the note is too long', async () => {
    const slot = await createSlot(site);
    const { agent } = await logInSomebody(site.app);
    const _csrf = await tokenFrom(agent, paths.slot(slot.id));
    const notes = `It's <b>long</b> ${'x'.repeat(250)}`;
    const response = await agent.post(paths.bookSlot(slot.id)).type('form').send({ notes, _csrf });
    expect(response.status).to.equal(422);
    expect(response.text)
      .to.include('It&#39;s &lt;b&gt;long&lt;/b&gt;')
      .and.match(/aria-invalid="true"/);
  });

  it('says what is wrong with a note, and keeps it, if the session was cancelled meanwhile', async () => {
    const slot = await createSlot(site);
    const { agent } = await logInSomebody(site.app);
    const _csrf = await tokenFrom(agent, paths.slot(slot.id));
    await site.services.slotEditingRepository.close(slot.id, '');
    const notes = `Too <long> ${'x'.repeat(250)}`;
    const { status, text } = await agent.post(paths.bookSlot(slot.id)).type('form').send({ notes, _csrf });
    expect(status).to.equal(422);
    expect(text).to.match(
      /role="alert"><strong>The note may have 250 characters at most\.<\/strong> Nothing was booked or charged\.[^]*?Too &lt;long&gt;/,
    );
  });

  it('rebuilds the checkout from the order if the session is lost, for its owner only', async () => {
    const slot = await createSlot(site);
    const asha = await logInSomebody(site.app);
    const bookingId = await book(asha, slot.id, { notes: 'Remember me' });
    const elsewhere = { agent: agentFor(site.app), person: asha.person };
    await logIn(elsewhere.agent, asha.person);
    const page = await elsewhere.agent.get(paths.checkout(bookingId)).expect(200);
    expect(page.text).to.include('Remember me');
    const ben = await logInSomebody(site.app);
    for (const path of [paths.checkout, paths.checkoutResult, paths.checkoutCancelled]) {
      await ben.agent.get(path(bookingId)).expect(404);
    }
  });

  it('books for the owner of the order if somebody else is logged in at the return', async () => {
    const slot = await createSlot(site);
    const asha = await logInSomebody(site.app);
    const bookingId = await book(asha, slot.id);
    const payment = await site.sandbox.control.pay(await orderOf(asha, bookingId), { webhooks: false });
    const ben = await logInSomebody(site.app);
    const result = await returnFromRazorpay(ben, payment);
    expect(result.status, "the result is not Ben's to see").to.equal(404);
    const seen = await asha.agent.get(paths.checkoutResult(bookingId));
    expect(seen.headers.location).to.equal(paths.dashboard);
  });

  it('shows the result of a payment that succeeded after the window was closed', async () => {
    const slot = await createSlot(site);
    const asha = await logInSomebody(site.app);
    const bookingId = await book(asha, slot.id);
    await site.sandbox.control.pay(await orderOf(asha, bookingId), { webhooks: false });
    const cancelled = await asha.agent.get(paths.checkoutCancelled(bookingId));
    expect(cancelled.headers.location).to.equal(paths.checkoutResult(bookingId));
    const result = await asha.agent.get(paths.checkoutResult(bookingId));
    expect(result.headers.location).to.equal(paths.dashboard);
  });

  it('shows a pending payment on a page that reloads itself', async () => {
    const slot = await createSlot(site);
    const asha = await logInSomebody(site.app);
    const bookingId = await book(asha, slot.id);
    await site.sandbox.control.pay(await orderOf(asha, bookingId), { outcome: 'created', webhooks: false });
    const page = await asha.agent.get(paths.checkoutResult(bookingId)).expect(200);
    expect(page.text).to.match(/http-equiv="refresh"/);
    expect(await collection(site, 'payments').countDocuments({ bookingId })).to.equal(0);
  });

  it('redirects from the checkout of a booked seat to the dashboard, not to a second payment', async () => {
    const slot = await createSlot(site);
    const asha = await logInSomebody(site.app);
    const { bookingId } = await bookAndPay(site, asha, slot.id);
    const checkout = await asha.agent.get(paths.checkout(bookingId));
    expect(checkout.headers.location).to.equal(paths.checkoutResult(bookingId));
  });

  it('says at the checkout, before paying, that the last seat was sold', async () => {
    const slot = await createSlot(site);
    const [asha, ben] = [await logInSomebody(site.app), await logInSomebody(site.app)];
    const bens = await book(ben, slot.id);
    await bookAndPay(site, asha, slot.id);
    const page = await ben.agent.get(paths.checkout(bens));
    expect(page.status).to.equal(409);
    expect(page.text)
      .to.match(/role="alert"/)
      .and.include('fully booked');
  });

  it('refuses a callback with a bad or empty signature, and changes no session', async () => {
    const forged = {
      razorpay_order_id: 'order_A',
      razorpay_payment_id: 'pay_A',
      razorpay_signature: '0'.repeat(64),
    };
    for (const body of [forged, {}, { 'error[code]': 'BAD_REQUEST_ERROR', razorpay_signature: 'forged' }]) {
      const response = await agentFor(site.app).post(paths.razorpayCallback).type('form').send(body);
      expect(response.status).to.equal(400);
      expect(response.headers).not.to.have.property('set-cookie');
    }
  });

  it('answers 404 for missing bookings and malformed ids', async () => {
    const { agent } = await logInSomebody(site.app);
    for (const id of ['session_1700000000000_AAAAAAAAAAAAAAAA', 'nonsense', '%24where', 'session_1']) {
      for (const path of [paths.checkout(id), paths.checkoutResult(id), paths.booking(id)]) {
        const response = await agent.get(path);
        expect(response.status, path).to.equal(404);
        expect(response.text).to.match(/role="alert"/);
      }
    }
    for (const id of ['nonsense', '000000000000000000000000', '%00'])
      await agent.get(paths.slot(id)).expect(404);
  });

  it('says that nothing was charged when Razorpay is down', async () => {
    const slot = await createSlot(site);
    const asha = await logInSomebody(site.app);
    const body = '<html>Bad gateway</html>';
    await site.sandbox.control.addFault({
      method: 'POST',
      path: '^/v1/orders$',
      action: 'error',
      status: 502,
      body,
      times: 9,
    });
    const _csrf = await tokenFrom(asha.agent, paths.slot(slot.id));
    const response = await asha.agent.post(paths.bookSlot(slot.id)).type('form').send({ notes: '', _csrf });
    await site.sandbox.control.clearFaults();
    expect(response.status).to.equal(503);
    expect(response.headers).to.have.property('retry-after');
    expect(response.text).to.include('Nothing was charged');
    await book(asha, slot.id);
  });
});
