import { expect } from 'chai';
import { boundsOf, defaultMonth, readMonth, toMonth } from '../../../src/features/slots/month.ts';
import type { TimeSlot } from '../../../src/features/slots/time-slot.ts';
import { toPaise } from '../../../src/shared/money.ts';

const now = new Date('2026-11-28T08:00:00Z');
const inIndia = { viewerZone: 'Asia/Kolkata', now };
const hrefOf = (month: string) => `?month=${month}`;

function slotAt(iso: string, seats: Partial<TimeSlot> = {}): TimeSlot {
  return {
    id: iso,
    mentorId: '6560f1a2b3c4d5e6f7a8b9c1',
    title: 'System design',
    description: '',
    topic: '',
    sessionType: 'group',
    scheduledAt: new Date(iso),
    duration: 60,
    timeZone: 'Asia/Kolkata',
    price: toPaise(49_900),
    maxStudents: 5,
    currentStudents: 0,
    status: 'open',
    refundPolicy: 'flexible',
    meetingUrl: '',
    cancellation: undefined,
    version: 0,
    ...seats,
  };
}

describe('the month of a mentor', () => {
  it('is read from YYYY-MM, from the present month to the last in which a session can be', () => {
    for (const month of ['2026-11', '2027-02', '2028-01']) expect(readMonth(month, inIndia)).to.equal(month);
    const nonsense = [
      '2026-10',
      '2028-02',
      '2026-13',
      '2026-00',
      '2026-1',
      '12-2026',
      '',
      undefined,
      ['2026-12'],
    ];
    for (const month of nonsense) expect(readMonth(month, inIndia), String(month)).to.equal(undefined);
  });

  it('begins and ends by the clock of the reader, also where clocks change in it', () => {
    expect(boundsOf('2026-12', inIndia).from.toISOString()).to.equal('2026-11-30T18:30:00.000Z');
    const { from, to } = boundsOf('2026-11', { viewerZone: 'America/New_York', now });
    expect([from.toISOString(), to.toISOString()]).to.deep.equal([
      '2026-11-01T04:00:00.000Z',
      '2026-12-01T05:00:00.000Z',
    ]);
  });

  it('has a session on the day that the reader’s calendar shows', () => {
    const slots = [slotAt('2026-12-01T20:00:00Z')];
    const daysIn = (viewerZone: string) =>
      toMonth({ month: '2026-12', slots, upcoming: slots, viewerZone, now, hrefOf }).days;
    expect(daysIn('America/New_York').map(({ date, times }) => [date, times[0]?.start])).to.deep.equal([
      ['2026-12-01', '3:00 pm'],
    ]);
    expect(daysIn('Australia/Lord_Howe').map(({ date, times }) => [date, times[0]?.start])).to.deep.equal([
      ['2026-12-02', '7:00 am'],
    ]);
    expect(daysIn('Asia/Kathmandu').map(({ date, times }) => [date, times[0]?.start])).to.deep.equal([
      ['2026-12-02', '1:45 am'],
    ]);
  });

  it('has whole weeks from Monday, in which free, full and empty days are told apart', () => {
    const slots = [
      slotAt('2026-12-03T10:00:00Z', { currentStudents: 5 }),
      slotAt('2026-12-03T12:00:00Z'),
      slotAt('2026-12-04T10:00:00Z', { currentStudents: 5 }),
      slotAt('2026-12-05T10:00:00Z', { status: 'cancelled' }),
    ];
    const { weeks, name } = toMonth({ ...inIndia, month: '2026-12', slots, upcoming: slots, hrefOf });
    expect(name).to.equal('December 2026');
    expect(weeks.map((week) => week.length)).to.deep.equal([7, 7, 7, 7, 7]);
    expect(weeks[0]?.map((cell) => cell && `${cell.number} ${cell.level}: ${cell.summary}`)).to.deep.equal([
      null,
      '1 none: nothing',
      '2 none: nothing',
      '3 free: 1 free time',
      '4 full: fully booked',
      '5 none: nothing',
      '6 none: nothing',
    ]);
  });

  it('leads to the months around it, and to the next free time where it has none', () => {
    const upcoming = [slotAt('2027-01-01T10:00:00Z')];
    const first = toMonth({ ...inIndia, month: '2026-11', slots: [], upcoming, hrefOf });
    expect([first.previous, first.next]).to.deep.equal([null, '?month=2026-12']);
    expect(first.nearest).to.deep.equal({
      href: '?month=2027-01',
      text: 'The next one is on Fri 1 Jan 2027',
    });
    const last = toMonth({ ...inIndia, month: '2028-01', slots: [], upcoming, hrefOf });
    expect([last.previous, last.next]).to.deep.equal(['?month=2027-12', null]);
  });

  it('is that of the next free time unless another is asked for', () => {
    const full = slotAt('2026-11-30T10:00:00Z', { currentStudents: 5 });
    expect(defaultMonth([full, slotAt('2026-11-30T19:00:00Z')], inIndia)).to.equal('2026-12');
    expect(defaultMonth([full], inIndia)).to.equal('2026-11');
  });
});
