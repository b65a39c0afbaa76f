import { expect } from 'chai';
import { Types } from 'mongoose';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';
import { agentFor, registerUser, tokenFrom, type BrowserSession } from '../../support/browser-session.ts';
import { bookAndPay, collection, createSlot, logInSomebody, type Visitor } from '../../support/journey.ts';
import { daysAhead } from '../../support/mentor-pages.ts';
import { startSite, type Site } from '../../support/site.ts';
import { addressOfRoute, audienceOf, routesOf, type Audience, type SiteRoute } from './site-routes.ts';

/** The audiences that each role belongs to. */
const MAY: Readonly<Record<'user' | 'mentor' | 'admin', readonly Audience[]>> = {
  user: ['everybody', 'user'],
  mentor: ['everybody', 'user', 'mentor'],
  admin: ['everybody', 'user', 'admin'],
};
const LOGIN = /^\/login(\?|$)/;

describe('access', () => {
  let site: Site;
  let routes: readonly SiteRoute[];
  const people: Partial<Record<keyof typeof MAY, { agent: BrowserSession; token: string }>> = {};
  /** Ids of another user's objects, by route parameter. */
  let owned: Record<string, string>;
  let owner: Visitor;
  before(async () => {
    site = await startSite({ webhooks: false });
    routes = routesOf(site.app);
    for (const role of ['user', 'mentor', 'admin'] as const) {
      const agent = agentFor(site.app);
      const { email } = await registerUser(agent, { role: role === 'mentor' ? 'mentor' : 'user' });
      if (role === 'admin') await site.services.accounts.grantRole(email, 'admin');
      people[role] = { agent, token: await tokenFrom(agent, paths.dashboard) };
    }
    owner = await logInSomebody(site.app);
    const slot = await createSlot(site);
    const { bookingId, orderId, payment } = await bookAndPay(site, owner, slot.id);
    owned = { slotId: slot.id, bookingId, orderId, paymentId: payment.payment.id };
  });
  after(() => site.close());

  const send = (agent: BrowserSession, route: SiteRoute, token?: string) => {
    const address = addressOfRoute(route, owned);
    if (route.method === 'get') return agent.get(address);
    return address.startsWith('/api/')
      ? agent
          .post(address)
          .set('x-csrf-token', token ?? '')
          .send({})
      : agent.post(address).type('form').send({ _csrf: token });
  };

  it('8.2.1 every private route redirects visitors to the login, and answers 401 in JSON', async () => {
    const closed = routes.filter((route) => ['user', 'mentor', 'admin'].includes(audienceOf(route)));
    expect(closed.length).to.be.above(15);
    for (const route of closed) {
      const title = `${route.method} ${route.path}`;
      const response = await send(agentFor(site.app), route);
      const json = await send(agentFor(site.app).set('Accept', 'application/json'), route);
      if (!route.path.startsWith('/api/')) {
        expect(response.status, title).to.equal(303);
        expect(response.get('Location'), title).to.match(LOGIN);
      }
      expect(json.status, title).to.equal(401);
      expect(json.body, title).to.have.nested.property('error.code', 'NOT_AUTHENTICATED');
    }
  });

  for (const role of ['user', 'mentor', 'admin'] as const) {
    it(`8.2.1 a logged-in ${role} gets 403 exactly where that role has no access`, async () => {
      const { agent, token } = people[role]!;
      const tried = routes.filter((route) => audienceOf(route) !== 'machines' && route.path !== paths.logout);
      for (const route of tried) {
        const response = await send(agent, route, token);
        const isAllowed = MAY[role].includes(audienceOf(route));
        const title = `${role}: ${route.method} ${route.path}`;
        if (!isAllowed) expect(response.status, title).to.equal(403);
        else expect(response.status, `${title} ${response.text}`).not.to.be.oneOf([401, 403, 500, 503]);
        expect(response.get('Location') ?? '', title).not.to.match(LOGIN);
      }
    });

    it(`8.2.2 a ${role} gets 404 for what belongs to somebody else`, async () => {
      const { agent, token } = people[role]!;
      const ofOthers = routes.filter((route) => {
        const isOwned = route.path.includes(':bookingId') || route.path.startsWith('/mentor/slots/:slotId');
        return isOwned && MAY[role].includes(audienceOf(route));
      });
      expect(ofOthers.length).to.be.above(5);
      for (const route of ofOthers) {
        const response = await send(agent, route, token);
        expect(response.status, `${role}: ${route.method} ${route.path}`).to.equal(404);
      }
    });
  }

  it('8.2.2 every route answers 404 to malformed ids', async () => {
    const { agent, token } = people.admin!;
    const odd = [
      '0',
      '-1',
      'null',
      '%00',
      "' OR 1=1",
      '../../etc/passwd',
      '{"$gt":""}',
      '[object Object]',
      'a'.repeat(2000),
    ];
    const readers = routes.filter(
      (route) => route.path.includes(':') && !['machines', 'mentor'].includes(audienceOf(route)),
    );
    for (const route of readers) {
      for (const id of odd) {
        const address = route.path.replaceAll(/:\w+/g, encodeURIComponent(id));
        const response =
          route.method === 'get'
            ? await agent.get(address)
            : await agent.post(address).set('x-csrf-token', token).type('form').send({});
        expect(response.status, `${route.method} ${address.slice(0, 80)}`).to.be.oneOf([303, 404, 422]);
      }
    }
  });

  it('8.2.2 another user cannot verify or take over a payment, and the booking stays with its owner', async () => {
    const { agent, token } = people.user!;
    const slot = await createSlot(site);
    const paid = await bookAndPay(site, owner, slot.id);
    const response = await agent
      .post(paths.apiVerifyPayment)
      .set('x-csrf-token', token)
      .send({ ...paid.payment, userId: 'mine' });
    expect(response.status).to.equal(404);
    expect(response.body).to.have.nested.property('error.code', 'ORDER_UNKNOWN');
    const [booking] = await collection(site, 'sessionbookings')
      .find({ timeSlotId: new Types.ObjectId(slot.id) })
      .toArray();
    const user = await collection(site, 'users').findOne({ email: owner.person.email });
    expect(String(booking?.userId)).to.equal(String(user?._id));
  });

  it('8.3.1 posted role, price, amount, currentStudents and userId are ignored', async () => {
    const visitor = await logInSomebody(site.app, { role: 'user', ...{ roles: ['admin'], isAdmin: true } });
    const user = await collection(site, 'users').findOne({ email: visitor.person.email });
    expect(user?.roles).to.deep.equal(['user']);
    const slot = await createSlot(site);
    const token = await tokenFrom(visitor.agent, paths.slot(slot.id));
    const forged = { amount: 100, price: 1, currency: 'USD', userId: owned.bookingId, currentStudents: 0 };
    const response = await visitor.agent
      .post(paths.apiBookSlot(slot.id))
      .set('x-csrf-token', token)
      .send({ notes: 'x', ...forged });
    expect(response.body).to.deep.nested.include({
      'data.amount': slot.price,
      'data.currency': 'INR',
      'data.userId': String(user?._id),
    });
    const mentor = people.mentor!;
    const created = await mentor.agent
      .post(paths.mentorSlots)
      .type('form')
      .send({
        title: 'Forged',
        startsAt: daysAhead(30),
        duration: '60',
        maxStudents: '2',
        price: '100',
        currentStudents: '2',
        status: 'cancelled',
        mentorId: owned.slotId,
        seats: 'x',
        _csrf: mentor.token,
      });
    expect(created.status).to.equal(303);
    const stored = await collection(site, 'timeslots').findOne({ title: 'Forged' });
    expect(stored).to.deep.include({ currentStudents: 0, status: 'open', seats: [] });
    expect(String(stored?.mentorId)).not.to.equal(owned.slotId);
  });

  it('8.3.2 a removed or granted role takes effect with the next request', async () => {
    const agent = agentFor(site.app);
    const { email } = await registerUser(agent, { role: 'mentor' });
    expect((await agent.get(paths.mentor)).status).to.equal(200);
    await collection(site, 'users').updateOne({ email }, { $set: { roles: ['user'] } });
    expect((await agent.get(paths.mentor)).status).to.equal(403);
    await collection(site, 'users').updateOne({ email }, { $set: { roles: ['user', 'mentor'] } });
    expect((await agent.get(paths.mentor)).status).to.equal(200);
  });

  it('3.5.3 no GET and no HEAD changes anything in MongoDB', async () => {
    // The site adds slots that were written directly to the search index when it is next searched. Do it now,
    // so that no GET does.
    await site.services.slotIndexer.listMissing();
    const before = await contentHash(site);
    const readable = routes.filter(({ method }) => method === 'get');
    for (const { agent } of [...Object.values(people), owner]) {
      for (const route of readable) {
        await send(agent, route);
        await agent.head(addressOfRoute(route, owned));
      }
    }
    for (const route of readable) await supertest(site.app).get(addressOfRoute(route, owned));
    expect(await contentHash(site)).to.deep.equal(before);
  });
});

/** A hash of each collection's content. */
async function contentHash(site: Site): Promise<unknown> {
  const answer = await site.services.mongo.db!.command({ dbHash: 1 });
  return answer.collections as unknown;
}
