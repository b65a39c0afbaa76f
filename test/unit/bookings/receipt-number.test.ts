import { expect } from 'chai';
import { receiptNumberOf } from '../../../src/features/bookings/receipt.page.ts';

describe('receiptNumberOf', () => {
  it('names the day of the payment in India, and stays the same for a booking', () => {
    const booking = {
      id: 'session_1764201600000_V1StGXR8Z5jdHi6B',
      bookedAt: new Date('2026-11-29T20:00:00Z'),
    };
    const number = receiptNumberOf(booking);
    expect(number).to.match(/^SS-20261130-[2-9A-HJ-NP-Z]{6}$/);
    expect(receiptNumberOf({ ...booking })).to.equal(number);
  });
});
