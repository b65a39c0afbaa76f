import { expect } from 'chai';
import type { SessionBooking } from '../../../src/features/bookings/session-booking.ts';
import type { TimeSlot } from '../../../src/features/slots/time-slot.ts';
import { bookSeat } from '../../support/builders.ts';
import { collection, createMentor, createSlot } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const DAY = 86_400_000;
const A_MINUTE = 60_000;

type Listener = 'notifications' | 'waitlist';
type Event = 'bookingCancelled' | 'bookingMoved' | 'bookingCreated';

/** Fault 42 of docs/faults.md. */
describe('an event whose listener fails once', () => {
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
    from = await createSlot(site, {
      mentorId,
      maxStudents: 2,
      scheduledAt: new Date(+site.clock.now() + 10 * DAY),
    });
    to = await createSlot(site, { mentorId, scheduledAt: new Date(+site.clock.now() + 11 * DAY) });
    booking = await bookSeat(site, from);
  });

  /** Makes the listener fail on the next event, and counts its calls. */
  function failOnce(
    name: Listener,
    event: Event,
  ): { readonly told: () => number; readonly mend: () => void } {
    const listener = site.services[name] as unknown as Record<string, (...about: unknown[]) => Promise<void>>;
    const tell = listener[event]!.bind(listener);
    let told = 0;
    listener[event] = (...about) => {
      told += 1;
      return told === 1 ? Promise.reject(new Error('not now')) : tell(...about);
    };
    return { told: () => told, mend: () => Reflect.deleteProperty(listener, event) };
  }

  const stored = () => collection(site, 'sessionbookings').findOne({ _id: booking.id as never });
  const mailsOf = async (kind: string) =>
    collection(site, 'outbox').countDocuments({ 'mail.kind': kind, 'mail.bookingId': booking.id });
  const resume = async () => {
    site.clock.advance(A_MINUTE);
    await site.services.moveBooking.resumeMoves();
    await site.services.finishCancellation.resumeCancellations();
  };

  for (const name of ['notifications', 'waitlist'] as const) {
    it(`is told by the sweep after a cancellation, which answers its user and stays open (${name})`, async () => {
      const { told, mend } = failOnce(name, 'bookingCancelled');
      const { id: bookingId, userId, amount: agreed } = booking;
      const outcome = await site.services.cancelBooking.cancel({ bookingId, userId, agreed });
      expect(outcome.kind).to.equal('cancelled');
      expect(await stored())
        .to.have.property('cancellation')
        .that.includes({ isOpen: true });
      await resume();
      expect(told()).to.equal(2);
      expect(await mailsOf('cancelled')).to.equal(1);
      expect(await stored())
        .to.have.property('cancellation')
        .that.does.not.have.property('isOpen');
      mend();
    });

    it(`is told by the sweep after a reschedule, which answers its user and stays open (${name})`, async () => {
      const { told, mend } = failOnce(name, 'bookingMoved');
      await site.services.moveBooking.move(booking, to);
      expect(await stored()).to.have.property('moving');
      await resume();
      expect(told()).to.equal(2);
      expect(await mailsOf('moved')).to.equal(1);
      expect(await stored()).not.to.have.property('moving');
      expect(String((await stored())?.timeSlotId)).to.equal(to.id);
      mend();
    });
  }

  it('is told by the sweep for missed mail after a booking, which is kept', async () => {
    const { told, mend } = failOnce('waitlist', 'bookingCreated');
    booking = await bookSeat(site, from);
    expect(await mailsOf('booked')).to.equal(0);
    site.clock.advance(A_MINUTE);
    await site.services.missedMail.sweep();
    expect(told()).to.equal(2);
    expect(await mailsOf('booked')).to.equal(1);
    mend();
  });
});
