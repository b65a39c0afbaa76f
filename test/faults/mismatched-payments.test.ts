import { expect } from 'chai';
import { ObjectId } from 'mongodb';
import type { TimeSlot } from '../../src/features/slots/time-slot.ts';
import { paths } from '../../src/paths.ts';
import type { FaultLab } from '../support/fault-lab.ts';
import { daysAhead } from '../support/mentor-pages.ts';
import { bodyOf, type Payer } from '../support/payer.ts';
import { row, useLab } from './lab.ts';

describe('Faults 21 to 27: mismatched payments and people', () => {
  useLab();

  row('21. the signature of one order used for another: refused', async (lab) => {
    const asha = await lab.payer();
    const [cheap, dear] = [await lab.slot(), await lab.slot()];
    const paid = await lab.bookAndPay(asha, cheap);
    const wanted = await asha.book(lab.first.url, dear.id);
    const forged = { ...paid.made, razorpay_order_id: wanted.orderId };
    const refused = await asha.verify(lab.first.url, forged);
    expect(refused.status).to.equal(400);
    expect(bodyOf(refused.text).error?.code).to.equal('SIGNATURE_INVALID');
    expect((await asha.returnFromRazorpay(lab.first.url, forged)).status).to.equal(400);
    expect(await lab.recordsOf(dear)).to.deep.include({ students: 0, bookings: [], payments: [] });
    expect((await asha.verify(lab.first.url, paid.made)).status).to.equal(200);
  });

  row('22. somebody else posts the signed payment: 404 for them, and it stays the payer’s', async (lab) => {
    const slot = await lab.slot({ maxStudents: 2 });
    const [asha, eve] = await lab.payers(2);
    const { made, bookingId } = await lab.bookAndPay(asha!, slot);
    expect((await eve!.verify(lab.first.url, made)).status).to.equal(404);
    expect((await lab.recordsOf(slot)).bookings).to.have.length(0);
    expect((await asha!.verify(lab.first.url, made)).status).to.equal(200);
    expect((await eve!.verify(lab.second.url, made)).status).to.equal(404);
    expect(String((await lab.booked(bookingId)).userId)).to.equal(asha!.userId);
  });

  for (const differs of [{ amount: 100 }, { amount: 99_900 }, { currency: 'USD' }]) {
    row(`23. paid with ${JSON.stringify(differs)}, not as ordered: refunded, never booked`, async (lab) => {
      const slot = await lab.slot();
      const asha = await lab.payer();
      const sale = await lab.bookAndPay(asha, slot, differs);
      const refused = await asha.verify(lab.first.url, sale.made);
      expect(bodyOf(refused.text).error?.code).to.equal('AMOUNT_MISMATCH');
      expect(await lab.refunded(sale.paymentId)).to.include({ reason: 'AMOUNT_MISMATCH' });
      expect(await lab.recordsOf(slot)).to.deep.include({ students: 0, bookings: [], seats: [] });
    });
  }

  row('24. a double click: whatever is paid of it gives one seat', async (lab) => {
    const slot = await lab.slot({ maxStudents: 5 });
    const asha = await lab.payer();
    const clicks = await Promise.all([lab.first, lab.second].map(({ url }) => asha.book(url, slot.id)));
    const orderIds = [...new Set(clicks.map(({ orderId }) => orderId))];
    const made = await Promise.all(orderIds.map((id) => lab.razorpay.pay(id, { webhooks: false })));
    await Promise.all(made.map((payment) => asha.verify(lab.first.url, payment)));
    await expectOneSeat(lab, slot, orderIds.length - 1);
  });

  row(
    '24. one person pays two orders from two browsers: one seat, the second payment refunded',
    async (lab) => {
      const slot = await lab.slot({ maxStudents: 5 });
      const asha = await lab.payer();
      const first = await lab.bookAndPay(asha, slot);
      asha.useLogin(await lab.logIn(asha.userId));
      const second = await lab.bookAndPay(asha, slot);
      expect(second.orderId).to.not.equal(first.orderId);
      const answers = await Promise.all([
        asha.verify(lab.first.url, first.made),
        asha.verify(lab.second.url, second.made),
      ]);
      expect(answers.map(({ status }) => status)).to.have.members([200, 409]);
      await expectOneSeat(lab, slot, 1);
    },
  );

  row('24. one order is paid twice, in two tabs: one seat, the second payment refunded', async (lab) => {
    const slot = await lab.slot({ maxStudents: 5 });
    const asha = await lab.payer();
    const first = await lab.bookAndPay(asha, slot);
    const second = await lab.razorpay.pay(first.orderId, { webhooks: false, force: true });
    await Promise.all([
      asha.verify(lab.first.url, first.made),
      asha.verify(lab.second.url, second),
      lab.sendWebhooks(second.payment.id),
    ]);
    await expectOneSeat(lab, slot, 1);
  });

  row(
    '25. the session is cancelled while somebody pays: refunded, and who had a seat as well',
    async (lab) => {
      const { mentor, slot } = await mentorsSlot(lab);
      const [seated, paying] = await lab.payers(2);
      const booked = await lab.bookAndPay(seated!, slot);
      expect((await seated!.verify(lab.first.url, booked.made)).status).to.equal(200);
      const late = await lab.bookAndPay(paying!, slot);
      const cancelled = await mentor.post(lab.first.url, paths.cancelSlot(slot.id), { reason: 'Ill' });
      expect(cancelled.status, cancelled.text).to.equal(303);
      const refused = await paying!.verify(lab.second.url, late.made);
      expect(bodyOf(refused.text).error?.code).to.equal('SLOT_CLOSED');
      expect(await lab.refunded(late.paymentId)).to.include({ reason: 'SLOT_CLOSED', amount: 49_900 });
      expect(await lab.refunded(booked.paymentId)).to.include({ reason: 'MENTOR_CANCELLED', amount: 49_900 });
    },
  );

  row('25. the price rises while somebody pays: booked at the agreed price', async (lab) => {
    const { mentor, slot } = await mentorsSlot(lab);
    const asha = await lab.payer();
    const sale = await lab.bookAndPay(asha, slot);
    await change(lab, { mentor, slot, to: { price: '899' } });
    expect((await asha.verify(lab.first.url, sale.made)).status).to.equal(200);
    expect(await lab.booked(sale.bookingId)).to.include({ amount: 49_900 });
  });

  row('25. the session moves while somebody pays: refunded', async (lab) => {
    const { mentor, slot } = await mentorsSlot(lab);
    const asha = await lab.payer();
    const sale = await lab.bookAndPay(asha, slot);
    await change(lab, { mentor, slot, to: { startsAt: daysAhead(40) } });
    const refused = await asha.verify(lab.first.url, sale.made);
    expect(bodyOf(refused.text).error?.code).to.equal('SLOT_CLOSED');
    expect(await lab.refunded(sale.paymentId)).to.include({ reason: 'SLOT_CLOSED' });
  });

  row('25. seats are taken away while somebody pays: refunded', async (lab) => {
    const { mentor, slot } = await mentorsSlot(lab);
    const [seated, paying] = await lab.payers(2);
    const booked = await lab.bookAndPay(seated!, slot);
    const late = await lab.bookAndPay(paying!, slot);
    expect((await seated!.verify(lab.first.url, booked.made)).status).to.equal(200);
    await change(lab, { mentor, slot, to: { maxStudents: '1' } });
    const refused = await paying!.verify(lab.first.url, late.made);
    expect(bodyOf(refused.text).error?.code).to.equal('SLOT_FULL');
    expect(await lab.refunded(late.paymentId)).to.include({ reason: 'SLOT_FULL' });
  });

  row('26. the session expires before the return: the order says whose it is', async (lab) => {
    const slot = await lab.slot();
    const asha = await lab.payer();
    const sale = await lab.bookAndPay(asha, slot);
    await lab.emptyRedis();
    expect((await asha.verify(lab.first.url, sale.made)).status).to.equal(401);
    expect((await asha.returnFromRazorpay(lab.first.url, sale.made)).status).to.equal(303);
    expect(String((await lab.booked(sale.bookingId)).userId)).to.equal(asha.userId);
    asha.useLogin(await lab.logIn(asha.userId));
    const result = await asha.get(lab.second.url, paths.checkoutResult(sale.bookingId));
    expect(result).to.include({ status: 303, location: paths.dashboard });
  });

  row(
    '26. somebody else is logged in at the return: the booking is the payer’s, and not shown to them',
    async (lab) => {
      const slot = await lab.slot();
      const [asha, ravi] = await lab.payers(2);
      const sale = await lab.bookAndPay(asha!, slot);
      expect((await ravi!.returnFromRazorpay(lab.first.url, sale.made)).status).to.equal(303);
      expect(String((await lab.booked(sale.bookingId)).userId)).to.equal(asha!.userId);
      expect((await ravi!.get(lab.first.url, paths.checkoutResult(sale.bookingId))).status).to.equal(404);
      expect((await ravi!.get(lab.first.url, paths.booking(sale.bookingId))).status).to.equal(404);
    },
  );

  row('27. parallel requests overwrite the session: every paid order settles all the same', async (lab) => {
    const asha = await lab.payer();
    const slots = await Promise.all(Array.from({ length: 6 }, () => lab.slot()));
    const prepared = await Promise.all(
      slots.map((slot, index) => asha.book((index % 2 ? lab.first : lab.second).url, slot.id)),
    );
    const made = await Promise.all(
      prepared.map(({ orderId }) => lab.razorpay.pay(orderId, { webhooks: false })),
    );
    const answers = await Promise.all([
      ...made.slice(0, 3).map((payment) => asha.verify(lab.first.url, payment)),
      ...prepared.slice(3).map(({ bookingId }) => asha.get(lab.second.url, paths.checkoutResult(bookingId))),
    ]);
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 303, 303, 303]);
    await Promise.all(prepared.map(({ bookingId }) => lab.booked(bookingId)));
  });
});

async function expectOneSeat(lab: FaultLab, slot: TimeSlot, refunds: number): Promise<void> {
  await lab.expectLedgerClean();
  const records = await lab.recordsOf(slot);
  expect(records.students).to.equal(1);
  expect(records.bookings).to.have.length(1);
  expect(records.refunds).to.have.length(refunds);
}

async function mentorsSlot(lab: FaultLab) {
  const mentor = await lab.person('mentor');
  return { mentor, slot: await lab.slot({ mentorId: mentor.userId, maxStudents: 3 }) };
}

interface Change {
  readonly mentor: Payer;
  readonly slot: TimeSlot;
  readonly to: Record<string, string>;
}

async function change(lab: FaultLab, { mentor, slot, to }: Change): Promise<void> {
  const before = await lab.collection('timeslots').findOne({ _id: new ObjectId(slot.id) });
  const answer = await mentor.post(lab.first.url, paths.mentorSlot(slot.id), to);
  expect(answer.status, answer.text).to.equal(303);
  const after = await lab.collection('timeslots').findOne({ _id: new ObjectId(slot.id) });
  const changing = (record: typeof before): unknown[] => [
    record?.price,
    record?.maxStudents,
    Number(record?.scheduledAt),
  ];
  expect(changing(after)).to.not.deep.equal(changing(before));
}
