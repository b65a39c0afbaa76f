import { expect } from 'chai';
import { boundsOf, chooseMonth, readMonth, toMonth } from '../../../src/features/slots/month.ts';
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
  it('is read from YYYY-MM, from the present month to the last one for sessions', () => {
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
    const inDecember = { month: '2026-12', isPresent: false };
    expect(boundsOf(inDecember, inIndia).from.toISOString()).to.equal('2026-11-30T18:30:00.000Z');
    const inNewYork = { viewerZone: 'America/New_York', now };
    const { from, to } = boundsOf({ month: '2027-03', isPresent: false }, inNewYork);
    expect([from.toISOString(), to.toISOString()]).to.deep.equal([
      '2027-03-01T05:00:00.000Z',
      '2027-04-01T04:00:00.000Z',
    ]);
  });

  describe('that is the present one', () => {
    const present = { month: '2026-11', isPresent: true };

    it('ends with a whole week, at least two weeks ahead', () => {
      const endIn = (viewerZone: string, day: string) =>
        boundsOf(present, { viewerZone, now: new Date(day) }).to.toISOString();
      expect(endIn('Asia/Kolkata', '2026-11-28T08:00:00Z')).to.equal('2026-12-13T18:30:00.000Z');
      expect(endIn('America/New_York', '2026-11-02T08:00:00Z')).to.equal('2026-12-07T05:00:00.000Z');
    });

    it('leaves out past days, and includes the days of the next month that end its last week', () => {
      const slots = [slotAt('2026-12-04T10:00:00Z'), slotAt('2026-12-13T19:00:00Z')];
      const { weeks, days } = toMonth({ ...inIndia, ...present, slots, upcoming: slots, hrefOf });
      expect(weeks.map((week) => week.map((cell) => cell && `${cell.number} ${cell.level}`))).to.deep.equal([
        [null, null, null, null, null, '28 none', '29 none'],
        ['30 none', '1 none', '2 none', '3 none', '4 free', '5 none', '6 none'],
        ['7 none', '8 none', '9 none', '10 none', '11 none', '12 none', '13 none'],
      ]);
      expect(days.map(({ date }) => date)).to.deep.equal(['2026-12-04']);
    });

    it('names today and tomorrow by the calendar of the reader, also where clocks change', () => {
      const namesIn = (viewerZone: string, at: string, times: readonly string[]) => {
        const slots = times.map((time) => slotAt(time));
        const reader = { viewerZone, now: new Date(at), month: '2026-11', isPresent: true };
        return toMonth({ ...reader, slots, upcoming: slots, hrefOf }).days.map(({ name }) => name);
      };
      // Clocks in New York go back on this day, which has 25 hours.
      expect(
        namesIn('America/New_York', '2026-11-01T04:30:00Z', [
          '2026-11-02T04:30:00Z',
          '2026-11-02T05:30:00Z',
          '2026-11-03T05:30:00Z',
        ]),
      ).to.deep.equal(['Today, Sun 1 Nov', 'Tomorrow, Mon 2 Nov', 'Tue 3 Nov']);
      expect(namesIn('Asia/Kathmandu', '2026-11-28T18:10:00Z', ['2026-11-28T18:20:00Z'])).to.deep.equal([
        'Tomorrow, Sun 29 Nov',
      ]);
    });

    it('is named after both months whose days it has', () => {
      const shown = { ...present, slots: [], upcoming: [], hrefOf };
      expect(toMonth({ ...inIndia, ...shown }).name).to.equal('Nov – Dec 2026');
      const atNewYear = { viewerZone: 'Asia/Kolkata', now: new Date('2026-12-28T08:00:00Z') };
      expect(toMonth({ ...shown, ...atNewYear, month: '2026-12' }).name).to.equal('Dec 2026 – Jan 2027');
    });

    it('links its strip to the month that has most of its free days', () => {
      const slots = [
        slotAt('2026-11-29T10:00:00Z'),
        slotAt('2026-12-04T10:00:00Z'),
        slotAt('2026-12-05T10:00:00Z'),
      ];
      const { strip } = toMonth({ ...inIndia, ...present, slots, upcoming: slots, hrefOf });
      expect(strip?.wholeMonth).to.equal('?month=2026-12');
    });

    it('has a strip of two weeks from today with a link to the whole month', () => {
      const slots = [slotAt('2026-12-04T10:00:00Z', { currentStudents: 5 })];
      const { strip } = toMonth({ ...inIndia, ...present, slots, upcoming: [], hrefOf });
      expect(strip?.wholeMonth).to.equal('?month=2026-11');
      const words = strip?.days.map(({ weekday, number, month, level }) =>
        [weekday, number, month, level].join(' '),
      );
      expect(words).to.have.length(14);
      expect([words?.[0], words?.[6], words?.[13]]).to.deep.equal([
        'Sat 28 Nov none',
        'Fri 4 Dec full',
        'Fri 11 Dec none',
      ]);
    });

    it('leaves out past days also if it was asked for', () => {
      const { weeks } = toMonth({
        ...inIndia,
        month: '2026-11',
        isPresent: false,
        slots: [],
        upcoming: [],
        hrefOf,
      });
      expect(weeks.flat().flatMap((cell) => cell?.number ?? [])).to.deep.equal([28, 29, 30]);
    });

    it('has no strip if the strip would be empty or the month was asked for', () => {
      const slots = [slotAt('2026-12-04T10:00:00Z')];
      const shown = { ...inIndia, month: '2026-11', upcoming: [], hrefOf };
      expect(toMonth({ ...shown, isPresent: true, slots: [] }).strip).to.equal(null);
      const asked = toMonth({ ...shown, isPresent: false, slots });
      expect([asked.strip, asked.days, asked.weeks.length]).to.deep.equal([null, [], 2]);
    });
  });

  it('shows a session on its day in the reader’s zone', () => {
    const slots = [slotAt('2026-12-01T20:00:00Z')];
    const daysIn = (viewerZone: string) =>
      toMonth({ month: '2026-12', isPresent: false, slots, upcoming: slots, viewerZone, now, hrefOf }).days;
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

  it('has whole weeks from Monday, and distinguishes free, full and empty days', () => {
    const slots = [
      slotAt('2026-12-03T10:00:00Z', { currentStudents: 5 }),
      slotAt('2026-12-03T12:00:00Z'),
      slotAt('2026-12-04T10:00:00Z', { currentStudents: 5 }),
      slotAt('2026-12-05T10:00:00Z', { status: 'cancelled' }),
    ];
    const { weeks, name } = toMonth({
      ...inIndia,
      month: '2026-12',
      isPresent: false,
      slots,
      upcoming: slots,
      hrefOf,
    });
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

  it('links to the months around it, and to the next free time if it has none', () => {
    const upcoming = [slotAt('2027-01-01T10:00:00Z')];
    const first = toMonth({ ...inIndia, month: '2026-11', isPresent: false, slots: [], upcoming, hrefOf });
    expect([first.previous, first.next]).to.deep.equal([null, '?month=2026-12']);
    expect(first.nearest).to.deep.equal({
      href: '?month=2027-01',
      text: 'The next one is on Fri 1 Jan 2027',
    });
    const last = toMonth({ ...inIndia, month: '2028-01', isPresent: false, slots: [], upcoming, hrefOf });
    expect([last.previous, last.next]).to.deep.equal(['?month=2027-12', null]);
  });

  it('is the one asked for, otherwise the present one with the weeks after it, or that of the next free time', () => {
    const choose = (asked: unknown, ...upcoming: readonly TimeSlot[]) =>
      chooseMonth(asked, upcoming, inIndia);
    const full = slotAt('2026-11-30T10:00:00Z', { currentStudents: 5 });
    const present = { month: '2026-11', isPresent: true };
    expect(choose('2026-12', full)).to.deep.equal({ month: '2026-12', isPresent: false });
    expect(choose('2026-11', full)).to.deep.equal({ month: '2026-11', isPresent: false });
    expect(choose(undefined, full)).to.deep.equal(present);
    expect(choose('nonsense', full, slotAt('2026-12-13T10:00:00Z'))).to.deep.equal(present);
    // A Monday in India.
    const later = slotAt('2026-12-13T19:00:00Z');
    expect(choose(undefined, full, later)).to.deep.equal({ month: '2026-12', isPresent: false });
  });
});
