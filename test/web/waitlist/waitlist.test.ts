import { expect } from 'chai';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';
import { tokenFrom } from '../../support/browser-session.ts';
import { book, bookAndPay, createSlot, logInSomebody, orderOf, type Visitor } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const HOUR = 3_600_000;
const UNKNOWN = '0'.repeat(24);

describe('the waiting list of a full session', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  const post = async ({ agent }: Visitor, path: string) => {
    const _csrf = await tokenFrom(agent, paths.dashboard);
    return agent.post(path).type('form').send({ _csrf });
  };
  const join = (visitor: Visitor, slotId: string) => post(visitor, paths.joinWaitlist(slotId));
  const fullSlot = async () => {
    const slot = await createSlot(site);
    const holder = await logInSomebody(site.app);
    return { slot, holder, ...(await bookAndPay(site, holder, slot.id)) };
  };

  it('is offered on the page of a full session, after a log-in', async () => {
    const { slot } = await fullSlot();
    const anonymous = await supertest(site.app).get(paths.slot(slot.id));
    expect(anonymous.text).to.include('Log in for the waiting list');
    const { agent } = await logInSomebody(site.app);
    expect((await agent.get(paths.slot(slot.id))).text).to.include(`action="${paths.joinWaitlist(slot.id)}"`);
  });

  it('restores the place of somebody who left by mistake, once and within ten minutes', async () => {
    const { slot } = await fullSlot();
    const [first, second] = [await logInSomebody(site.app), await logInSomebody(site.app)];
    for (const visitor of [first, second]) await join(visitor, slot.id);
    const leave = async () => {
      await post(first, paths.leaveWaitlist(slot.id));
      return (await first.agent.get(paths.slot(slot.id))).text;
    };
    const undo = async () => {
      const _csrf = await tokenFrom(first.agent, paths.dashboard);
      await first.agent.post(paths.joinWaitlist(slot.id)).type('form').send({ _csrf, undo: '1' });
      return (await first.agent.get(paths.slot(slot.id))).text;
    };

    expect(await leave())
      .to.include('You are no longer on the waiting list.')
      .and.include('>Undo</button>');
    expect(await undo()).to.include('You are number 1 on the waiting list again.');
    expect(await undo())
      .to.include('You are number 1 on the waiting list.')
      .and.not.include('again');

    await leave();
    site.clock.advance(11 * 60_000);
    expect(await undo()).to.include('You are number 2 on the waiting list.');
  });

  it('shows each person their place once after joining, and lets them leave', async () => {
    const { slot } = await fullSlot();
    const [first, second] = [await logInSomebody(site.app), await logInSomebody(site.app)];
    for (const visitor of [first, second, first]) {
      const response = await join(visitor, slot.id);
      expect(response.status).to.equal(303);
      expect(response.headers.location).to.equal(paths.slot(slot.id));
    }
    expect((await first.agent.get(paths.slot(slot.id))).text).to.include(
      'You are number 1 on the waiting list.',
    );
    expect((await second.agent.get(paths.slot(slot.id))).text).to.include(
      'You are number 2 on the waiting list.',
    );
    expect((await post(first, paths.leaveWaitlist(slot.id))).status).to.equal(303);
    expect((await first.agent.get(paths.slot(slot.id))).text).to.include('Join the waiting list');
    expect((await second.agent.get(paths.slot(slot.id))).text).to.include(
      'You are number 1 on the waiting list.',
    );
  });

  it('is shown on the dashboard with the place in line', async () => {
    const { slot } = await fullSlot();
    const visitor = await logInSomebody(site.app);
    await join(visitor, slot.id);
    await visitor.agent.get(paths.slot(slot.id));
    const { text } = await visitor.agent.get(paths.dashboard).expect(200);
    expect(text).to.include('Waiting lists').and.to.include('Number 1 in line');
  });

  it('costs nothing, and lets a waiting person book once a seat is released', async () => {
    const { slot, holder, bookingId } = await fullSlot();
    const visitor = await logInSomebody(site.app);
    await join(visitor, slot.id);
    const { orders } = await site.sandbox.control.ledger();
    const _csrf = await tokenFrom(holder.agent, paths.dashboard);
    const form = holder.agent.post(paths.cancelBooking(bookingId)).type('form');
    expect((await form.send({ refundAmount: '49900', _csrf })).status).to.equal(303);
    expect((await site.sandbox.control.ledger()).orders).to.have.length(orders.length);
    await bookAndPay(site, visitor, slot.id);
    await site.services.bookingEvents.drain();
    expect((await visitor.agent.get(paths.dashboard)).text).to.not.include('Waiting lists');
    expect(await site.services.waitlists.find(slot.id))
      .to.have.property('entries')
      .with.length(0);
  });

  it('redirects to the booking form if a seat is free', async () => {
    const slot = await createSlot(site);
    const visitor = await logInSomebody(site.app);
    expect((await join(visitor, slot.id)).status).to.equal(303);
    const { text } = await visitor.agent.get(paths.slot(slot.id));
    expect(text)
      .to.include('A seat is free right now: you can book it.')
      .and.to.include(paths.bookSlot(slot.id));
    expect(await site.services.waitlists.find(slot.id)).to.equal(undefined);
  });

  it('refuses the holder of a seat, the mentor, and everybody once the session has started', async () => {
    const { slot, holder } = await fullSlot();
    const held = await join(holder, slot.id);
    expect(held.status).to.equal(409);
    const started = await createSlot(site, { scheduledAt: new Date(site.clock.now().getTime() - HOUR) });
    const late = await join(holder, started.id);
    expect(late.status).to.equal(409);
    // The page of the session says more than an error page.
    for (const { text } of [held, late]) {
      expect(text)
        .to.match(/role="alert"[^]*?You are not on its waiting list/)
        .and.include('System design');
      expect(text).to.not.include('Reference:');
    }
    expect(held.text).to.include('You already hold a seat in this session.').and.include('See your booking');
    const token = await tokenFrom(holder.agent, paths.dashboard);
    const json = await holder.agent
      .post(paths.joinWaitlist(slot.id))
      .set({ 'x-csrf-token': token, Accept: 'application/json' });
    expect([json.status, (json.body as { error: { code: string } }).error.code]).to.deep.equal([
      409,
      'ALREADY_BOOKED',
    ]);
  });

  for (const id of [UNKNOWN, 'x', '%7B%22$gt%22:%22%22%7D']) {
    it(`answers 404 for the session ${id}`, async () => {
      const visitor = await logInSomebody(site.app);
      expect((await post(visitor, `/slots/${id}/waitlist`)).status).to.equal(404);
      expect((await post(visitor, `/slots/${id}/waitlist/leave`)).status).to.equal(404);
    });
  }

  it('needs a log-in, then the token of the session', async () => {
    const { slot } = await fullSlot();
    const anonymous = await supertest(site.app).post(paths.joinWaitlist(slot.id));
    expect(anonymous.status).to.equal(303);
    expect(anonymous.headers.location).to.match(/^\/login\?returnTo=/);
    const { agent } = await logInSomebody(site.app);
    expect((await agent.post(paths.joinWaitlist(slot.id))).status).to.equal(403);
  });

  it('is offered after a late payment, beside sessions with free seats', async () => {
    const slot = await createSlot(site, { title: 'The last seat' });
    const other = await createSlot(site, {
      mentorId: slot.mentorId,
      title: 'Another chance',
      scheduledAt: new Date(slot.scheduledAt.getTime() + 24 * HOUR),
    });
    const late = await logInSomebody(site.app);
    const bookingId = await book(late, slot.id);
    const orderId = await orderOf(late, bookingId);
    await bookAndPay(site, await logInSomebody(site.app), slot.id);
    await site.sandbox.control.pay(orderId, { webhooks: false });
    const { text } = await late.agent.get(paths.checkoutResult(bookingId)).expect(200);
    expect(text)
      .to.include('fully booked')
      .and.to.include(`action="${paths.joinWaitlist(slot.id)}"`);
    expect(text).to.include('Another chance').and.to.include(paths.slot(other.id));
  });
});

describe('“people are paying right now”', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  const pageOf = async (slotId: string, reader: Visitor['agent'] = supertest.agent(site.app)) => {
    site.clock.advance(5_000);
    return (await reader.get(paths.slot(slotId)).expect(200)).text;
  };

  it('counts people at the checkout, until they cancel, pay, or time out', async () => {
    const slot = await createSlot(site, { maxStudents: 5 });
    const [first, second] = [await logInSomebody(site.app), await logInSomebody(site.app)];
    expect(await pageOf(slot.id)).not.to.include('paying right now');
    const bookingId = await book(first, slot.id);
    await orderOf(first, bookingId);
    await orderOf(first, bookingId);
    expect(await pageOf(slot.id)).to.include('1 person is paying right now');
    await orderOf(second, await book(second, slot.id));
    expect(await pageOf(slot.id))
      .to.include('2 people are paying right now')
      .and.to.include('5 seats left');
    await first.agent.get(paths.checkoutCancelled(bookingId)).expect(303);
    expect(await pageOf(slot.id)).to.include('1 person is paying right now');
    await bookAndPay(site, first, slot.id);
    await site.services.bookingEvents.drain();
    expect(await pageOf(slot.id)).to.include('1 person is paying right now');
    site.clock.advance(4 * 60_000);
    expect(await pageOf(slot.id)).not.to.include('paying right now');
  });

  it('does not count the reader', async () => {
    const slot = await createSlot(site, { maxStudents: 5 });
    const [first, second] = [await logInSomebody(site.app), await logInSomebody(site.app)];
    await orderOf(first, await book(first, slot.id));
    expect(await pageOf(slot.id, first.agent)).not.to.include('paying right now');
    expect(await pageOf(slot.id, second.agent)).to.include('1 person is paying right now');
    await orderOf(second, await book(second, slot.id));
    for (const { agent } of [first, second])
      expect(await pageOf(slot.id, agent)).to.include('1 person is paying right now');
    expect(await pageOf(slot.id)).to.include('2 people are paying right now');
  });
});
