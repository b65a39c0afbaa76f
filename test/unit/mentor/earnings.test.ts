import { expect } from 'chai';
import {
  earningsByMonth,
  seatsAhead,
  totalOf,
  type SoldSeat,
} from '../../../src/features/mentoring/earnings.repository.ts';
import { toPaise } from '../../../src/shared/money.ts';

const seat = (changes: Partial<SoldSeat> = {}): SoldSeat => ({
  slotId: 'slot-1',
  paidAt: new Date('2026-03-10T10:00:00Z'),
  paid: toPaise(100_000),
  fee: toPaise(2_360),
  tax: toPaise(360),
  startsAt: new Date('2026-03-20T10:00:00Z'),
  refund: undefined,
  ...changes,
});

describe('earningsByMonth', () => {
  it('pays the mentor what was paid, less Razorpay’s fee and the GST on it', () => {
    expect(earningsByMonth([seat()], 'Asia/Kolkata')).to.deep.equal([
      {
        month: '2026-03',
        sessions: 1,
        seats: 1,
        gross: 100_000,
        refunded: 0,
        fee: 2_000,
        gst: 360,
        net: 97_640,
      },
    ]);
  });

  it('deducts a refund in the month in which it is owed, and charges the mentor the fee', () => {
    const refund = { at: new Date('2026-04-02T10:00:00Z'), amount: toPaise(100_000) };
    const months = earningsByMonth([seat({ refund })], 'Asia/Kolkata');
    expect(months.map(({ month, net }) => [month, net])).to.deep.equal([
      ['2026-04', -100_000],
      ['2026-03', 97_640],
    ]);
    expect(totalOf(months).net).to.equal(-2_360);
  });

  it('counts a payment in the month that the mentor’s clock shows', () => {
    const paidAt = new Date('2026-03-31T20:00:00Z');
    const monthIn = (zone: string) => earningsByMonth([seat({ paidAt })], zone)[0]?.month;
    expect([monthIn('Asia/Kolkata'), monthIn('Europe/Berlin'), monthIn('America/New_York')]).to.deep.equal([
      '2026-04',
      '2026-03',
      '2026-03',
    ]);
  });

  it('counts a session once, however many seats it sold', () => {
    const [month] = earningsByMonth([seat(), seat(), seat({ slotId: 'slot-2' })], 'UTC');
    expect(month).to.include({ sessions: 2, seats: 3, gross: 300_000 });
  });
});

describe('seatsAhead', () => {
  it('are the seats of sessions that have not started, without cancelled ones', () => {
    const now = new Date('2026-03-15T10:00:00Z');
    const seats = [seat(), seat({ startsAt: now }), seat({ startsAt: undefined })];
    expect(totalOf(earningsByMonth(seatsAhead(seats, now), 'UTC')).net).to.equal(97_640);
  });
});
