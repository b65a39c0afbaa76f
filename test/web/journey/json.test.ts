import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import { agentFor, tokenFrom } from '../../support/browser-session.ts';
import { collection, createSlot, logInSomebody, type Visitor } from '../../support/journey.ts';
import { tripleOf } from '../../support/payer.ts';
import { startSite, type Site } from '../../support/site.ts';

describe('The journey in JSON', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  async function post({ agent }: Visitor, path: string, body: object = {}) {
    const token = await tokenFrom(agent, paths.dashboard);
    return agent.post(path).set('x-csrf-token', token).send(body);
  }
  const bookSlot = async (visitor: Visitor, slotId: string, body: object = {}) => {
    const response = await post(visitor, paths.apiBookSlot(slotId), body);
    expect(response.status, response.text).to.equal(200);
    return (response.body as { data: { bookingId: string; order: { id: string } } & Record<string, unknown> })
      .data;
  };
  const verify = (visitor: Visitor, body: object) => post(visitor, paths.apiVerifyPayment, body);
  const pay = async (orderId: string, options = {}) =>
    tripleOf(await site.sandbox.control.pay(orderId, { webhooks: false, ...options }));
  const expectError = (response: { status: number; body: unknown }, status: number, code: string) => {
    expect(response.body).to.have.nested.property('error.code', code);
    expect(response.body).to.have.property('success', false);
    expect(response.status).to.equal(status);
  };

  it('book answers with the pending booking and writes nothing to MongoDB', async () => {
    const slot = await createSlot(site);
    const asha = await logInSomebody(site.app);
    const data = await bookSlot(asha, slot.id, { notes: 'Bring a ledger' });
    expect(data).to.deep.include({
      mentorId: slot.mentorId,
      timeSlotId: slot.id,
      status: 'PENDING_PAYMENT',
      sessionType: 'one-on-one',
      scheduledAt: slot.scheduledAt.toISOString(),
      duration: 60,
      amount: 49_900,
      currency: 'INR',
      notes: 'Bring a ledger',
      checkoutUrl: paths.checkout(data.bookingId),
      keyId: 'rzp_test_SureslotTests1',
    });
    expect(data.bookingId).to.match(/^session_\d{13}_\w{16,}$/);
    for (const name of ['sessionbookings', 'payments', 'refunds']) {
      expect(await collection(site, name).countDocuments({ bookingId: data.bookingId }), name).to.equal(0);
    }
    const prepared = site.logLines.find(
      ({ event, fields }) => event === 'booking.prepared' && fields.bookingId === data.bookingId,
    );
    expect(prepared?.fields).to.include({ writtenToMongo: false, orderId: data.order.id });
  });

  it('14.3.2 forbids caches to store any answer', async () => {
    const slot = await createSlot(site);
    const asha = await logInSomebody(site.app);
    const prepared = await post(asha, paths.apiBookSlot(slot.id));
    const { order } = (prepared.body as { data: { order: { id: string } } }).data;
    const verified = await verify(asha, await pay(order.id));
    for (const answer of [prepared, verified, await verify(asha, {})]) {
      expect(answer.get('Cache-Control')).to.equal('no-store');
    }
    expect([prepared.status, verified.status]).to.deep.equal([200, 200]);
  });

  it('book answers with the documented fields only', async () => {
    const slot = await createSlot(site);
    const data = await bookSlot(await logInSomebody(site.app), slot.id);
    expect(data).to.have.all.keys(
      ...['bookingId', 'userId', 'mentorId', 'timeSlotId', 'status', 'sessionType', 'scheduledAt'],
      ...['duration', 'amount', 'currency', 'notes', 'order', 'keyId', 'checkoutUrl'],
    );
  });

  it('carries a note of 250 emoji through the order into the booking', async () => {
    const slot = await createSlot(site, { maxStudents: 3 });
    for (const notes of ['😀'.repeat(250), `x${'😀'.repeat(249)}`, '😀'.repeat(127)]) {
      const asha = await logInSomebody(site.app);
      const { bookingId, order } = await bookSlot(asha, slot.id, { notes });
      expect((await verify(asha, await pay(order.id))).status).to.equal(200);
      const booking = await collection(site, 'sessionbookings').findOne({ _id: bookingId as never });
      expect(booking?.notes).to.equal(notes);
    }
  });

  it('book refuses notes that are not text, with a message', async () => {
    const slot = await createSlot(site);
    const asha = await logInSomebody(site.app);
    for (const notes of [null, 5, ['x'], {}]) {
      const response = await post(asha, paths.apiBookSlot(slot.id), { notes });
      expectError(response, 422, 'VALIDATION_FAILED');
      expect(response.body).to.have.nested.property('error.fields.notes', 'The note must be text.');
    }
  });

  it('ignores posted users, mentors, amounts, times and slots', async () => {
    const slot = await createSlot(site);
    const other = await createSlot(site);
    const asha = await logInSomebody(site.app);
    const forged = {
      userId: other.mentorId,
      mentorId: other.mentorId,
      amount: 100,
      price: 1,
      scheduledAt: '2020-01-01',
      timeSlotId: other.id,
    };
    const data = await bookSlot(asha, slot.id, forged);
    expect(data).to.include({ amount: 49_900, timeSlotId: slot.id, mentorId: slot.mentorId });
    const verified = await verify(asha, { ...(await pay(data.order.id)), ...forged, bookingId: 'session_1' });
    expect(verified.status).to.equal(200);
    const booking = await collection(site, 'sessionbookings').findOne({ _id: data.bookingId as never });
    expect(booking).to.deep.include({ amount: 49_900, scheduledAt: slot.scheduledAt });
    expect(String(booking?.timeSlotId)).to.equal(slot.id);
  });

  it('verify answers the same when it is replayed', async () => {
    const slot = await createSlot(site, { maxStudents: 2 });
    const asha = await logInSomebody(site.app);
    const data = await bookSlot(asha, slot.id);
    const triple = await pay(data.order.id);
    const first = await verify(asha, triple);
    expect(first.body).to.deep.equal({
      success: true,
      data: {
        bookingId: data.bookingId,
        status: 'SCHEDULED',
        paymentStatus: 'COMPLETED',
        redirectTo: '/dashboard',
      },
    });
    expect((await verify(asha, triple)).body).to.deep.equal(first.body);
    expect(await site.services.slots.findById(slot.id)).to.include({ currentStudents: 1 });
  });

  it('checks in this order: login, CSRF token, text, signature, owner', async () => {
    const slot = await createSlot(site);
    const [asha, ben] = [await logInSomebody(site.app), await logInSomebody(site.app)];
    const triple = await pay((await bookSlot(asha, slot.id)).order.id);
    expectError(await agentFor(site.app).post(paths.apiVerifyPayment).send({}), 401, 'NOT_AUTHENTICATED');
    expectError(await asha.agent.post(paths.apiVerifyPayment).send(triple), 403, 'CSRF_FAILED');
    expectError(await verify(asha, { ...triple, razorpay_payment_id: ['pay_1'] }), 422, 'VALIDATION_FAILED');
    expectError(await verify(asha, { ...triple, razorpay_order_id: undefined }), 422, 'VALIDATION_FAILED');
    expectError(await verify(asha, { ...triple, razorpay_signature: { $ne: '' } }), 422, 'VALIDATION_FAILED');
    expectError(await verify(ben, triple), 404, 'ORDER_UNKNOWN');
    expect((await verify(asha, triple)).status, "A's booking stays A's").to.equal(200);
  });

  it('refuses a forged request before it parses the body, and answers 422 to JSON that is no object', async () => {
    const slot = await createSlot(site);
    const asha = await logInSomebody(site.app);
    const send = async (body: string, headers: Record<string, string> = {}) =>
      asha.agent
        .post(paths.apiBookSlot(slot.id))
        .set({ 'content-type': 'application/json', ...headers })
        .send(body);
    expectError(await send('{bad'), 403, 'CSRF_FAILED');
    expectError(await send('notes=x', { 'content-type': 'text/plain' }), 403, 'CSRF_FAILED');
    const token = { 'x-csrf-token': await tokenFrom(asha.agent, paths.dashboard) };
    expectError(await send('{bad', token), 400, 'BAD_REQUEST');
    for (const body of ['"text"', '5', '[]']) expectError(await send(body, token), 422, 'VALIDATION_FAILED');
  });

  it('accepts only the right signature', async () => {
    const slot = await createSlot(site);
    const asha = await logInSomebody(site.app);
    const triple = await pay((await bookSlot(asha, slot.id)).order.id);
    const right = triple.razorpay_signature;
    const flipped = (right.startsWith('0') ? '1' : '0') + right.slice(1);
    for (const wrong of [
      flipped,
      right.slice(0, 63),
      `${right}0`,
      right.toUpperCase(),
      'x'.repeat(64),
      ' ',
      '',
    ]) {
      expectError(await verify(asha, { ...triple, razorpay_signature: wrong }), 400, 'SIGNATURE_INVALID');
    }
    const strange = { ...triple, razorpay_order_id: 'order_AAAAAAAAAAAAAA' };
    expectError(await verify(asha, strange), 400, 'SIGNATURE_INVALID');
    expect(await collection(site, 'sessionbookings').countDocuments({ timeSlotId: slot.id })).to.equal(0);
  });

  it('answers with the refund to a late payer, and with the state of a failed or unfinished payment', async () => {
    const slot = await createSlot(site);
    const [asha, ben, cleo] = [
      await logInSomebody(site.app),
      await logInSomebody(site.app),
      await logInSomebody(site.app),
    ];
    const [a, b, c] = [
      await bookSlot(asha, slot.id),
      await bookSlot(ben, slot.id),
      await bookSlot(cleo, slot.id),
    ];
    expectError(await verify(cleo, await pay(c.order.id, { outcome: 'created' })), 202, 'PAYMENT_PENDING');
    const failed = await verify(ben, await pay(b.order.id, { outcome: 'failed' }));
    expectError(failed, 402, 'PAYMENT_FAILED');
    expect(failed.body).to.have.nested.property('error.message', 'Payment failed. Please try again.');
    expect((await verify(asha, await pay(a.order.id))).status).to.equal(200);
    const late = await verify(ben, await pay(b.order.id));
    expectError(late, 409, 'SLOT_FULL');
    expect(late.body).to.deep.nested.include({ 'error.refund': { amount: 49_900, status: 'PROCESSED' } });
    expect((late.body as { error: { message: string } }).error.message).to.include('fully booked');
  });

  it('checks in this order: slot is closed, already booked, full', async () => {
    const slot = await createSlot(site);
    const asha = await logInSomebody(site.app);
    const data = await bookSlot(asha, slot.id);
    await verify(asha, await pay(data.order.id));
    const again = () => post(asha, paths.apiBookSlot(slot.id));
    expectError(await again(), 409, 'ALREADY_BOOKED');
    expectError(await post(await logInSomebody(site.app), paths.apiBookSlot(slot.id)), 409, 'SLOT_FULL');
    await collection(site, 'timeslots').updateOne(
      {
        currentStudents: 1,
        title: slot.title,
        price: 49_900,
        status: 'open',
        'seats.bookingId': data.bookingId,
      },
      { $set: { status: 'cancelled' } },
    );
    expectError(await again(), 409, 'SLOT_CLOSED');
  });

  it('answers 404 for missing slots and malformed ids, 422 for notes of 251 characters', async () => {
    const asha = await logInSomebody(site.app);
    for (const id of ['000000000000000000000000', 'nonsense', '%00', '$where', 'A'.repeat(24)]) {
      expectError(await post(asha, paths.apiBookSlot(id)), 404, 'SLOT_NOT_FOUND');
    }
    const slot = await createSlot(site);
    const refused = await post(asha, paths.apiBookSlot(slot.id), { notes: 'x'.repeat(251) });
    expectError(refused, 422, 'VALIDATION_FAILED');
    expect(refused.body).to.have.nested.property('error.fields.notes');
  });

  it('does not let mentors book their own slot', async () => {
    const mentor = await logInSomebody(site.app, { role: 'mentor' });
    const account = await site.services.accounts.authenticate(mentor.person.email, mentor.person.password);
    const slot = await createSlot(site, { mentorId: account!.id });
    const token = await tokenFrom(mentor.agent, paths.mentor);
    const response = await mentor.agent.post(paths.apiBookSlot(slot.id)).set('x-csrf-token', token).send({});
    expectError(response, 403, 'FORBIDDEN');
  });
});
