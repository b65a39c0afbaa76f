import { expect } from 'chai';
import { ObjectId, type Document } from 'mongodb';
import type { FaultLab } from '../support/fault-lab.ts';
import { row, useLab } from './lab.ts';

/** Breaks one promise directly in the data. Returns a function that restores it. */
type Tampering = (
  lab: FaultLab,
  sold: { slotId: string; bookingId: string; paymentId: string },
) => Promise<() => Promise<unknown>>;

const tamperings: Record<string, Tampering> = {
  '1: a seat that nobody counted': async (lab, { slotId }) => {
    const slot = { _id: new ObjectId(slotId) };
    await lab.collection('timeslots').updateOne(slot, { $inc: { currentStudents: -1 } });
    return () => lab.collection('timeslots').updateOne(slot, { $inc: { currentStudents: 1 } });
  },
  '2: a captured payment without its decision': async (lab, { paymentId }) =>
    take(lab, 'payments', paymentId),
  '4: somebody told of a refund that is a booking': (lab, { paymentId }) => {
    lab.told.push({ paymentId, what: 'refunded' });
    return Promise.resolve(() => Promise.resolve(lab.told.pop()));
  },
  '5: a booking for more than was paid': async (lab, { bookingId }) => {
    await lab.collection('sessionbookings').updateOne({ _id: bookingId }, { $inc: { amount: 1 } });
    return () => lab.collection('sessionbookings').updateOne({ _id: bookingId }, { $inc: { amount: -1 } });
  },
};

describe('The audit that judges the faults', () => {
  useLab();

  for (const [what, tamper] of Object.entries(tamperings)) {
    row(`control: it finds ${what}`, async (lab) => {
      const slot = await lab.slot();
      const asha = await lab.payer();
      const { made, bookingId, paymentId } = await lab.bookAndPay(asha, slot);
      expect((await asha.verify(lab.first.url, made)).status).to.equal(200);
      const mend = await tamper(lab, { slotId: slot.id, bookingId, paymentId });
      const found = await lab.audit();
      await mend();
      expect(found.filter((violation) => violation.startsWith(what.slice(0, 2)))).to.not.be.empty;
    });
  }
});

async function take(lab: FaultLab, name: string, _id: string) {
  const record: Document | null = await lab.collection(name).findOneAndDelete({ _id });
  return () => lab.collection(name).updateOne({ _id }, { $setOnInsert: { ...record } }, { upsert: true });
}
