import { expect } from 'chai';
import { keyOf, type Mail, SENDING_BACKOFF } from '../../../src/features/notifications/mail.ts';
import { reminderTimes } from '../../../src/features/notifications/notifications.ts';
import { createSealer } from '../../../src/features/notifications/sealer.ts';
import { backoff } from '../../../src/shared/waiting.ts';

describe('reminderTimes', () => {
  const dayBefore = (start: string, timeZone: string) =>
    reminderTimes(new Date(start), timeZone).day.toISOString();

  it('are 24 hours and one hour before the start on an ordinary day', () => {
    const { day, hour } = reminderTimes(new Date('2026-06-10T08:00:00Z'), 'Asia/Kolkata');
    expect(day.toISOString()).to.equal('2026-06-09T08:00:00.000Z');
    expect(hour.toISOString()).to.equal('2026-06-10T07:00:00.000Z');
  });

  for (const [what, start, timeZone, expected] of [
    [
      'Berlin, clocks put forward: 23 hours',
      '2026-03-29T08:00:00Z',
      'Europe/Berlin',
      '2026-03-28T09:00:00.000Z',
    ],
    [
      'Berlin, clocks put back: 25 hours',
      '2026-10-25T09:00:00Z',
      'Europe/Berlin',
      '2026-10-24T08:00:00.000Z',
    ],
    [
      'New York, clocks put forward: 23 hours',
      '2026-03-08T14:00:00Z',
      'America/New_York',
      '2026-03-07T15:00:00.000Z',
    ],
    [
      'New York, clocks put back: 25 hours',
      '2026-11-01T15:00:00Z',
      'America/New_York',
      '2026-10-31T14:00:00.000Z',
    ],
    [
      'Kolkata, which never does that: 24 hours',
      '2026-03-29T08:00:00Z',
      'Asia/Kolkata',
      '2026-03-28T08:00:00.000Z',
    ],
    [
      'a time that the day before does not have: 24 hours',
      '2026-03-30T00:30:00Z',
      'Europe/Berlin',
      '2026-03-29T00:30:00.000Z',
    ],
  ] as const) {
    it(`of the day before show the same time of the day: ${what}`, () => {
      expect(dayBefore(start, timeZone)).to.equal(expected);
    });
  }

  it('are sixty minutes before the start, even while clocks are put back', () => {
    const { hour } = reminderTimes(new Date('2026-10-25T01:30:00Z'), 'Europe/Berlin');
    expect(hour.toISOString()).to.equal('2026-10-25T00:30:00.000Z');
  });
});

describe('keyOf', () => {
  const scheduledAt = new Date('2026-06-10T08:00:00Z');
  const userId = 'u';
  const bookingId = 'b';

  it('distinguishes all mails about one booking', () => {
    const mails: Mail[] = [
      { kind: 'booked', userId, bookingId },
      { kind: 'receipt', userId, bookingId },
      { kind: 'cancelled', userId, bookingId },
      { kind: 'moved', userId, bookingId, moves: 1, from: 's' },
      { kind: 'moved', userId, bookingId, moves: 2, from: 's' },
      { kind: 'time-changed', userId, bookingId, moves: 2 },
      { kind: 'reminder-day', userId, bookingId, scheduledAt },
      { kind: 'reminder-hour', userId, bookingId, scheduledAt },
      { kind: 'reminder-hour', userId, bookingId, scheduledAt: new Date(0) },
    ];
    expect(new Set(mails.map(keyOf)).size).to.equal(mails.length);
  });
});

describe('SENDING_BACKOFF', () => {
  it('grows from seconds to a quarter of an hour, and no further', () => {
    const longest = [1, 2, 3, 8, 50].map((attempts) => backoff(attempts, SENDING_BACKOFF, () => 1) / 1000);
    expect(longest).to.deep.equal([5, 10, 20, 640, 900]);
    expect(backoff(1, SENDING_BACKOFF, () => 0)).to.equal(2500);
  });
});

describe('createSealer', () => {
  const details = { link: '/reset/token', to: 'a@b.c' };

  it('decrypts what it has encrypted', () => {
    const sealer = createSealer(['secret-one']);
    const sealed = sealer.seal(details);
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).to.not.include('token');
    expect(sealer.open(sealed)).to.deep.equal(details);
    expect(sealer.seal(details), 'the same twice').to.not.equal(sealed);
  });

  it('decrypts after a rotation what the former secret encrypted, while that is configured', () => {
    const sealed = createSealer(['old']).seal(details);
    expect(createSealer(['new', 'old']).open(sealed)).to.deep.equal(details);
    expect(createSealer(['new']).open(sealed)).to.equal(undefined);
  });

  it('does not decrypt altered text', () => {
    const sealer = createSealer(['secret-one']);
    const bytes = Buffer.from(sealer.seal(details), 'base64url');
    bytes[bytes.length - 1]! ^= 1;
    expect(sealer.open(bytes.toString('base64url'))).to.equal(undefined);
    expect(sealer.open('')).to.equal(undefined);
  });
});
