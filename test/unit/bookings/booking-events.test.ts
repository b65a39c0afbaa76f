import { expect } from 'chai';
import { BookingEvents } from '../../../src/features/bookings/booking-events.ts';
import type { SessionBooking } from '../../../src/features/bookings/session-booking.ts';
import { recordingLogger, type LogLine } from '../../support/recording-logger.ts';

const booking = { id: 'session_1790000000000_AAAAAAAAAAAAAAAA' } as SessionBooking;
const fail = () => Promise.reject(new Error('not now'));

describe('BookingEvents', () => {
  let lines: LogLine[];
  let told: string[];
  beforeEach(() => {
    lines = [];
    told = [];
  });

  const hear = (name: string) => ({
    bookingCreated: ({ id }: SessionBooking) => {
      told.push(`${name} ${id}`);
      return Promise.resolve();
    },
  });

  it('tells everybody, those that must be told in their order, and nobody of what they do not ask for', async () => {
    const listeners = { mustBeTold: [hear('one'), {}, hear('two')], bestEffort: [hear('counter')] };
    const events = new BookingEvents(listeners, recordingLogger(lines));
    await events.tell('bookingCreated', booking);
    await events.tell('bookingCancelled', booking);
    expect(told).to.deep.equal([`counter ${booking.id}`, `one ${booking.id}`, `two ${booking.id}`]);
  });

  it('a counter that fails is logged, and the others are told', async () => {
    const listeners = { mustBeTold: [hear('mail')], bestEffort: [{ bookingCreated: fail }] };
    await new BookingEvents(listeners, recordingLogger(lines)).tell('bookingCreated', booking);
    expect(told).to.deep.equal([`mail ${booking.id}`]);
    expect(lines.map(({ event }) => event)).to.deep.equal(['counter.failed']);
  });

  it('one that must be told and fails: the caller hears it, and the mails after it are not written', async () => {
    const listeners = { mustBeTold: [{ bookingCreated: fail }, hear('mail')], bestEffort: [] };
    const error: unknown = await new BookingEvents(listeners, recordingLogger(lines))
      .tell('bookingCreated', booking)
      .catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Error).with.property('message', 'not now');
    expect(told).to.deep.equal([]);
  });

  it('tellSoon: does not wait, logs a failure, and drain waits for all', async () => {
    const listeners = { mustBeTold: [hear('mail'), { bookingCancelled: fail }], bestEffort: [] };
    const events = new BookingEvents(listeners, recordingLogger(lines));
    for (let count = 0; count < 10; count += 1) events.tellSoon('bookingCreated', booking);
    events.tellSoon('bookingCancelled', booking);
    await events.drain();
    expect(told).to.have.length(10);
    expect(lines.map(({ event }) => event)).to.deep.equal(['listener.failed']);
  });
});
