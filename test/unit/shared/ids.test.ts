import { expect } from 'chai';
import { isBookingId, isObjectId, newBookingId } from '../../../src/shared/ids.ts';

const clock = { now: () => new Date('2026-01-02T03:04:05.678Z') };

describe('newBookingId', () => {
  it('is session_<ms>_<16 random characters>, and short enough for a Razorpay receipt', () => {
    const id = newBookingId(clock);
    expect(id).to.match(/^session_1767323045678_[0-9A-Za-z]{16}$/);
    expect(id.length).to.be.at.most(40);
    expect(isBookingId(id)).to.be.true;
  });

  it('does not repeat within a millisecond', () => {
    const ids = new Set(Array.from({ length: 10_000 }, () => newBookingId(clock)));
    expect(ids.size).to.equal(10_000);
  });
});

describe('isBookingId', () => {
  it('refuses everything else', () => {
    const id = newBookingId(clock);
    const wrong = [
      '',
      'session_1_a',
      id.slice(0, -1),
      `${id}\n`,
      `x${id}`,
      `${id}-`,
      id.toUpperCase(),
      [id],
      { id },
      null,
      undefined,
      1,
    ];
    for (const text of wrong) expect(isBookingId(text), JSON.stringify(text)).to.be.false;
  });
});

describe('isObjectId', () => {
  it('accepts 24 lower-case hex digits and nothing else', () => {
    expect(isObjectId('65a1b2c3d4e5f60718293a4b')).to.be.true;
    const wrong = [
      '',
      '65a1b2c3d4e5',
      '65A1B2C3D4E5F60718293A4B',
      '65a1b2c3d4e5f60718293a4g',
      '65a1b2c3d4e5f60718293a4b\n',
      {},
      ['65a1b2c3d4e5f60718293a4b'],
      12,
    ];
    for (const text of wrong) expect(isObjectId(text), JSON.stringify(text)).to.be.false;
  });
});
