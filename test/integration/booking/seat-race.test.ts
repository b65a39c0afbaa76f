import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Types } from 'mongoose';
import type { SignedPayment } from '../../../src/devenv/razorpay-sandbox/index.ts';
import { PendingBookings } from '../../../src/features/checkout/pending-booking.ts';
import type { SeatClaim, SeatClaimRequest, Seats } from '../../../src/features/slots/seat.repository.ts';
import type { TimeSlot } from '../../../src/features/slots/time-slot.ts';
import { paths } from '../../../src/paths.ts';
import { collection, createSlot } from '../../support/journey.ts';
import { tripleOf } from '../../support/payer.ts';
import { startSite, type Site } from '../../support/site.ts';

const PAYERS = 200;
const PREPARED_AT_ONCE = 20;
const SEATS = 20;

describe('200 concurrent verified payments for 20 seats', () => {
  it('over two processes: 20 bookings and 180 refunds, no overselling', async () => {
    const site = await startSite({ webhooks: false });
    try {
      const slot = await createSlot(site, { maxStudents: SEATS });
      const processes = await Promise.all([site.startProcess(), site.startProcess()]);
      const payments = await payAll(site, slot);
      const answers = await Promise.all(
        payments.map((payment, index) => post(processes[index % 2]!.url, payment)),
      );
      expect(new Set(answers), 'every payer is led to the result').to.deep.equal(new Set([303]));
      expect(await outcome(site, slot)).to.deep.equal({
        bookings: SEATS,
        refunds: PAYERS - SEATS,
        currentStudents: SEATS,
        seats: SEATS,
        refundedAtRazorpay: PAYERS - SEATS,
      });
    } finally {
      await site.close();
    }
  });

  it('control: with the guard off the same payments oversell', async () => {
    const site: Site = await startSite({
      webhooks: false,
      seats: (guarded) => new UnguardedSeats(() => site, guarded),
    });
    try {
      const slot = await createSlot(site, { maxStudents: SEATS });
      const payments = await payAll(site, slot);
      await Promise.all(payments.map((payment) => post(site.url, payment)));
      expect((await outcome(site, slot)).bookings).to.be.greaterThan(SEATS);
    } finally {
      await site.close();
    }
  });
});

/**
 * The wrong way to claim: read, check for a free seat, then write. The guarded single write prevents this
 * race.
 */
class UnguardedSeats implements Seats {
  constructor(
    private readonly site: () => Site,
    private readonly guarded: Seats,
  ) {}

  async claimSeat(request: SeatClaimRequest): Promise<SeatClaim> {
    const slots = collection(this.site(), 'timeslots');
    const slot = await this.site().services.slots.findById(request.slotId);
    if (!slot || slot.currentStudents >= slot.maxStudents) return { kind: 'refused', reason: 'SLOT_FULL' };
    // Long enough for all others to read the same count, even on a slow machine.
    await sleep(200);
    const { bookingId, paymentId, orderId } = request;
    const seat = {
      bookingId,
      paymentId,
      orderId,
      userId: new Types.ObjectId(request.userId),
      at: new Date(),
    };
    await slots.updateOne({ _id: new Types.ObjectId(slot.id) }, {
      $inc: { currentStudents: 1 },
      $push: { seats: seat },
    } as object);
    return { kind: 'claimed', slot };
  }

  releaseSeat(seat: { slotId: string; paymentId: string }): Promise<boolean> {
    return this.guarded.releaseSeat(seat);
  }
}

/** One captured payment per user. The server has not been told about any of them. */
async function payAll(site: Site, slot: TimeSlot): Promise<readonly SignedPayment[]> {
  const users = Array.from({ length: PAYERS }, (_, index) => ({
    _id: new Types.ObjectId(),
    name: `Payer ${index}`,
    email: `payer.${index}@example.com`,
    roles: ['user'],
    sessionEpoch: 0,
    passwordHash: 'none',
  }));
  await collection(site, 'users').insertMany(users);
  // In batches: on a busy machine, calls made all at once would exceed the time limit for Razorpay. The race
  // starts later.
  const payments: SignedPayment[] = [];
  for (let from = 0; from < PAYERS; from += PREPARED_AT_ONCE) {
    const batch = users.slice(from, from + PREPARED_AT_ONCE);
    payments.push(...(await Promise.all(batch.map(({ _id }) => pay(site, slot, String(_id))))));
  }
  return payments;
}

async function pay(site: Site, slot: TimeSlot, userId: string): Promise<SignedPayment> {
  const drafts = new PendingBookings({ save: (done) => done() });
  const prepared = await site.services.prepareBooking.prepare({ userId, slotId: slot.id, note: '', drafts });
  if (prepared.kind !== 'ready') throw new Error(prepared.kind);
  return tripleOf(await site.sandbox.control.pay(prepared.draft.orderId, { webhooks: false }));
}

/** Posts like a browser: tries again when the server answers 503. */
async function post(url: string, payment: SignedPayment): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(url + paths.razorpayCallback, {
      method: 'POST',
      body: new URLSearchParams({ ...payment }),
      redirect: 'manual',
    });
    if (response.status !== 503 || attempt === 3) return response.status;
  }
}

async function outcome(site: Site, slot: TimeSlot) {
  const timeSlotId = new Types.ObjectId(slot.id);
  const record = await collection(site, 'timeslots').findOne({ _id: timeSlotId });
  const ledger = await site.sandbox.control.ledger();
  return {
    bookings: await collection(site, 'sessionbookings').countDocuments({ timeSlotId, status: 'SCHEDULED' }),
    refunds: await collection(site, 'refunds').countDocuments({ timeSlotId, reason: 'SLOT_FULL' }),
    currentStudents: record?.currentStudents as number,
    seats: (record?.seats as unknown[]).length,
    refundedAtRazorpay: ledger.payments.filter(({ status }) => status === 'refunded').length,
  };
}
