import { expect } from 'chai';
import { FinishCancellation } from '../../../src/features/bookings/cancel-booking.ts';
import { MoveBooking } from '../../../src/features/bookings/reschedule-booking.ts';
import type { SessionBooking } from '../../../src/features/bookings/session-booking.ts';
import type { Seats } from '../../../src/features/slots/seat.repository.ts';
import type { TimeSlot } from '../../../src/features/slots/time-slot.ts';
import { bookSeat, openSale, paySale } from '../../support/builders.ts';
import { collection, createMentor, createSlot } from '../../support/journey.ts';
import { type Site, startSite } from '../../support/site.ts';

const HOUR = 3_600_000;
const A_MINUTE = 60_000;

class Killed extends Error {}

/** Simulates a crash: earlier writes are kept, later ones never happen. */
function die(): never {
  throw new Killed();
}

describe('a move or a cancellation interrupted by a crash', () => {
  let site: Site;
  let from: TimeSlot;
  let to: TimeSlot;
  let booking: SessionBooking;

  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  beforeEach(async () => {
    const mentorId = await createMentor(site);
    // Half of the price is refunded for this start, all of it for the later one.
    from = await createSlot(site, { mentorId, scheduledAt: new Date(+site.clock.now() + 10 * HOUR) });
    to = await createSlot(site, { mentorId, scheduledAt: new Date(from.scheduledAt.getTime() + 24 * HOUR) });
    booking = await bookSeat(site, from);
  });

  const events = { tell: () => Promise.resolve() };
  const moverThat = (changes: { seats?: Partial<Seats>; switchSlot?: () => never; end?: () => never }) => {
    const { services } = site;
    const seats: Seats = {
      claimSeat: (request) => services.seats.claimSeat(request),
      releaseSeat: (seat) => services.seats.releaseSeat(seat),
      ...changes.seats,
    };
    const moves = Object.assign(Object.create(services.moves) as typeof services.moves, {
      ...(changes.switchSlot && { switchSlot: changes.switchSlot }),
      ...(changes.end && { end: changes.end }),
    });
    return new MoveBooking(services.bookings, moves, seats, events, services.clock, services.logger);
  };
  const studentsOf = async ({ id }: TimeSlot) => (await site.services.slots.findById(id))?.currentStudents;
  const expectKilled = async (work: Promise<unknown>) => {
    const error: unknown = await work.catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Killed);
  };
  const resume = async () => {
    site.clock.advance(A_MINUTE);
    await site.services.moveBooking.resumeMoves();
    await site.services.finishCancellation.resumeCancellations();
  };
  const storedBooking = () => collection(site, 'sessionbookings').findOne({ _id: booking.id as never });

  const kills: readonly (readonly [string, () => MoveBooking])[] = [
    ['before the new seat is claimed', () => moverThat({ seats: { claimSeat: die } })],
    ['after the new seat is claimed', () => moverThat({ switchSlot: die })],
    ['before the old seat is freed', () => moverThat({ seats: { releaseSeat: die } })],
    ['before the end is noted', () => moverThat({ end: die })],
  ];
  for (const [moment, mover] of kills) {
    it(`a move that is killed ${moment} is completed by the next sweep`, async () => {
      await expectKilled(mover().move(booking, to));
      await resume();
      const stored = await storedBooking();
      expect(String(stored?.timeSlotId)).to.equal(to.id);
      expect(stored?.scheduledAt).to.deep.equal(to.scheduledAt);
      expect(stored).not.to.have.property('moving');
      expect(stored).to.include({ mostRefundPercent: 50 });
      expect([await studentsOf(from), await studentsOf(to)]).to.deep.equal([0, 1]);
    });
  }

  it('a move that is killed before the claim is undone if its new slot is full by then', async () => {
    await expectKilled(moverThat({ seats: { claimSeat: die } }).move(booking, to));
    await site.services.settlePayment.settle((await paySale(site, await openSale(site, to))).due);
    await resume();
    expect(String((await storedBooking())?.timeSlotId)).to.equal(from.id);
    expect(await storedBooking()).not.to.have.any.keys('moving', 'mostRefundPercent');
    expect([await studentsOf(from), await studentsOf(to)]).to.deep.equal([1, 1]);
  });

  it('two sweeps at once finish a move once', async () => {
    await expectKilled(moverThat({ switchSlot: die }).move(booking, to));
    await Promise.all([resume(), resume(), resume()]);
    expect((await storedBooking())?.moves).to.equal(1);
    expect([await studentsOf(from), await studentsOf(to)]).to.deep.equal([0, 1]);
  });

  it('a booking cannot be cancelled while it is being moved', async () => {
    await expectKilled(moverThat({ seats: { claimSeat: die } }).move(booking, to));
    const { id: bookingId, userId } = booking;
    const error: unknown = await site.services.cancelBooking
      .cancel({ bookingId, userId, agreed: booking.amount })
      .catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'CONFLICT' });
    expect(await storedBooking()).to.include({ status: 'SCHEDULED' });
  });

  it('a cancellation that is killed after its first write still releases the seat and refunds', async () => {
    const { services } = site;
    const seats: Seats = { claimSeat: die, releaseSeat: die };
    const finishCancellation = new FinishCancellation(
      services.bookings,
      seats,
      services.refunds,
      events,
      services.clock,
      services.logger,
    );
    await services.bookings.cancel({
      bookingId: booking.id,
      by: 'user',
      paid: booking.amount,
      refundAmount: booking.amount,
    });
    const cancelled = await services.bookings.find(booking.id);
    await expectKilled(finishCancellation.finish(cancelled!));
    await Promise.all([resume(), resume()]);
    await resume();
    expect(await studentsOf(from)).to.equal(0);
    const refunds = await collection(site, 'refunds').find({ bookingId: booking.id }).toArray();
    expect(refunds).to.have.length(1);
    expect(refunds[0]).to.include({ amount: booking.amount, reason: 'USER_CANCELLED' });
    expect(await services.finishCancellation.resumeCancellations()).to.equal(0);
  });
});
