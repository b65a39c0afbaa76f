import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import type { TimeSlot } from '../../../src/features/slots/time-slot.ts';
import { tokenFrom } from '../../support/browser-session.ts';
import {
  book,
  bookAndPay,
  collection,
  createSlot,
  logInSomebody,
  submit,
  type Visitor,
} from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const HOUR = 3_600_000;
const NOTE = 'Ask about my résumé & <notice period>';
const NOTE_IN_FORM = '>Ask about my résumé &amp; &lt;notice period&gt;</textarea>';
const NOTE_TEXT = 'Ask about my résumé &amp; &lt;notice period&gt;';
const STILL_FREE = 'Payment cancelled. The session slot is still available for booking.';

describe('Leaving the checkout', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  const newSlot = (details: object = {}) =>
    createSlot(site, { title: `Session ${crypto.randomUUID()}`, ...details });
  const begin = async (details: object = {}) => {
    const slot = await newSlot(details);
    const payer = await logInSomebody(site.app);
    return { slot, payer, bookingId: await book(payer, slot.id, { notes: NOTE }) };
  };
  const slotPage = async ({ agent }: Visitor, slot: TimeSlot) =>
    (await agent.get(paths.slot(slot.id)).expect(200)).text;

  it('keeps the note in the form of the slot page, however the user leaves', async () => {
    const { slot, payer, bookingId } = await begin();
    expect(await slotPage(payer, slot), 'by going back').to.include(NOTE_IN_FORM);
    expect((await submit(payer, paths.cancelCheckout(bookingId))).status).to.equal(303);
    expect(await slotPage(payer, slot), 'by closing the payment window')
      .to.include(NOTE_IN_FORM)
      .and.include(STILL_FREE);
    await payer.agent.get(paths.checkoutCancelled(bookingId)).expect('Location', paths.slot(slot.id));
    expect(await slotPage(payer, slot), 'by cancelling at Hosted Checkout').to.include(NOTE_IN_FORM);
  });

  it('keeps the latest note only for its writer and slot, until the slot is booked', async () => {
    const { slot, payer } = await begin({ maxStudents: 3 });
    await book(payer, slot.id, { notes: 'A later note' });
    expect(await slotPage(payer, slot)).to.include('>A later note</textarea>');
    expect(await slotPage(await logInSomebody(site.app), slot)).not.to.include('A later note');
    expect(await slotPage(payer, await newSlot())).not.to.include('A later note');
  });

  it('does not call a full slot available', async () => {
    const { slot, payer, bookingId } = await begin();
    await bookAndPay(site, await logInSomebody(site.app), slot.id);
    expect((await submit(payer, paths.cancelCheckout(bookingId))).status).to.equal(303);
    const text = await slotPage(payer, slot);
    expect(text).to.include('Payment cancelled.').and.include('Fully booked');
    expect(text).not.to.include('still available').and.not.to.include('Continue to payment');
  });
});

describe('The checkout of an offer that is no longer valid', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  const begin = async (details: object = {}) => {
    const slot = await createSlot(site, { title: `Session ${crypto.randomUUID()}`, ...details });
    const payer = await logInSomebody(site.app);
    return { slot, payer, bookingId: await book(payer, slot.id, { notes: NOTE }) };
  };
  let otherPayer: Visitor;
  let samePayer: Visitor;
  const alertOf = (html: string) => /<p role="alert">(.*?)<\/p>/s.exec(html)?.[1] ?? '';
  /** Reloads the checkout, which then shows the slot page. Returns its status, banner and HTML. */
  const reload = async ({ agent }: Visitor, bookingId: string) => {
    const { status, text } = await agent.get(paths.checkout(bookingId));
    return { status, alert: alertOf(text), text };
  };
  /** Changes the slot as a mentor's edit does. */
  const change = (slot: TimeSlot, fields: object) =>
    collection(site, 'timeslots').updateOne({ title: slot.title }, { $set: fields });

  it('shows the slot page as fully booked once the last seat is sold', async () => {
    const { slot, payer, bookingId } = await begin();
    await bookAndPay(site, await logInSomebody(site.app), slot.id);
    const { status, alert, text } = await reload(payer, bookingId);
    expect([status, alert]).to.deep.equal([
      409,
      '<strong>This session is fully booked by now.</strong> You have not paid.',
    ]);
    expect(text).to.include(paths.joinWaitlist(slot.id)).and.include(NOTE_TEXT);
  });

  it('shows the slot page with the seat once the user has booked it in another way', async () => {
    const { slot, payer, bookingId } = await begin({ maxStudents: 3 });
    const other = await book(payer, slot.id, { notes: 'Another note, another order' });
    expect(other).not.to.equal(bookingId);
    await bookAndPay(site, payer, slot.id);
    const { status, alert, text } = await reload(payer, bookingId);
    expect(status).to.equal(409);
    expect(alert).to.include('You already hold a seat').and.include('You have not paid.');
    expect(text).to.include('See your booking');
  });

  const endings = [
    ['cancelled', () => ({ status: 'cancelled' }), 'The mentor has cancelled this session.'],
    ['begun', () => ({ scheduledAt: new Date(site.clock.now().getTime() - HOUR) }), 'has already started'],
  ] as const;
  for (const [what, fields, words] of endings) {
    it(`shows the slot page of a session that is ${what}, and keeps the note`, async () => {
      const { slot, payer, bookingId } = await begin();
      await change(slot, fields());
      const { status, alert, text } = await reload(payer, bookingId);
      expect(status).to.equal(409);
      expect(alert).to.include(words).and.include('You have not paid.').and.not.include('You can book');
      expect(text).to.include(NOTE_TEXT);
    });
  }

  it('names the changed time and duration, and offers the form again with the note', async () => {
    const { slot, payer, bookingId } = await begin();
    await change(slot, { scheduledAt: new Date(slot.scheduledAt.getTime() + HOUR), duration: 45 });
    const { status, alert, text } = await reload(payer, bookingId);
    expect(status).to.equal(409);
    expect(alert)
      .to.match(/It was to start .*, and now starts .*\./)
      .and.include('It was 60 minutes long, and is now 45 minutes.')
      .and.include('You can book it as it is now.');
    expect(text)
      .to.include(NOTE_IN_FORM)
      .and.include(`action="${paths.bookSlot(slot.id)}"`);
  });

  it('offers no form if the seat is gone as well', async () => {
    const { slot, payer, bookingId } = await begin();
    await bookAndPay(site, await logInSomebody(site.app), slot.id);
    await change(slot, { duration: 45 });
    const { alert, text } = await reload(payer, bookingId);
    expect(alert).to.include('fully booked').and.not.include('You can book');
    expect(text).to.include(NOTE_TEXT);
  });

  it('answers JSON clients with JSON and the code', async () => {
    const { slot, payer, bookingId } = await begin();
    await change(slot, { status: 'cancelled' });
    const answer = await payer.agent.get(paths.checkout(bookingId)).set('Accept', 'application/json');
    expect([answer.status, answer.body]).to.have.deep.nested.property('[1].error.code', 'SLOT_CLOSED');
  });

  for (const [what, prepare, words] of [
    ['full', (slot: TimeSlot) => bookAndPay(site, otherPayer, slot.id), 'fully booked'],
    ['closed', (slot: TimeSlot) => change(slot, { status: 'cancelled' }), 'has cancelled this session'],
    [
      'booked by the same user',
      (slot: TimeSlot) => bookAndPay(site, samePayer, slot.id),
      'already hold a seat',
    ],
  ] as const) {
    it(`shows the slot page with the note after the form of a slot that is ${what}`, async () => {
      [otherPayer, samePayer] = [await logInSomebody(site.app), await logInSomebody(site.app)];
      const slot = await createSlot(site, { title: `Session ${crypto.randomUUID()}` });
      await prepare(slot);
      const _csrf = await tokenFrom(samePayer.agent, paths.dashboard);
      const form = { notes: NOTE, _csrf };
      const answer = await samePayer.agent.post(paths.bookSlot(slot.id)).type('form').send(form);
      expect(answer.status).to.equal(409);
      expect(alertOf(answer.text)).to.include(words).and.include('You have not paid.');
      expect(answer.text).to.include(slot.title).and.include(NOTE_TEXT);
    });
  }

  // The last test, because it moves the site's clock ahead of the sandbox's.
  it('names the changed price and refund policy, after the 30 minutes in which they bind', async () => {
    const { slot, payer, bookingId } = await begin();
    await change(slot, { price: 99_900, refundPolicy: 'strict' });
    await payer.agent.get(paths.checkout(bookingId)).expect(200);
    site.clock.advance(31 * 60_000);
    const { status, alert, text } = await reload(payer, bookingId);
    expect(status).to.equal(409);
    expect(alert)
      .to.include('It was ₹499, and is now ₹999.')
      .and.include('Its refund policy was flexible, and is now strict.');
    expect(text).to.include(NOTE_IN_FORM).and.include('₹999');
  });
});
