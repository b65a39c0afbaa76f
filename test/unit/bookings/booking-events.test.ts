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

  it('tells the listeners in their order, and each only of the events that it handles', async () => {
    const listeners = [hear('one'), {}, hear('two')];
    const events = new BookingEvents(listeners, recordingLogger(lines));
    await events.tell('bookingCreated', booking);
    await events.tell('bookingCancelled', booking);
    expect(told).to.deep.equal([`one ${booking.id}`, `two ${booking.id}`]);
  });

  it('passes the failure of a listener to the caller, and does not call the listeners after it', async () => {
    const listeners = [{ bookingCreated: fail }, hear('mail')];
    const error: unknown = await new BookingEvents(listeners, recordingLogger(lines))
      .tell('bookingCreated', booking)
      .catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Error).with.property('message', 'not now');
    expect(told).to.deep.equal([]);
  });

  it('tells without waiting in tellSoon and logs a failure; drain waits for all', async () => {
    const listeners = [hear('mail'), { bookingCancelled: fail }];
    const events = new BookingEvents(listeners, recordingLogger(lines));
    for (let count = 0; count < 10; count += 1) events.tellSoon('bookingCreated', booking);
    events.tellSoon('bookingCancelled', booking);
    await events.drain();
    expect(told).to.have.length(10);
    expect(lines.map(({ event }) => event)).to.deep.equal(['listener.failed']);
  });
});
