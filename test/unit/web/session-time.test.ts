import { expect } from 'chai';
import {
  dayName,
  describeTimeUntil,
  formatDuration,
  formatMoment,
  toSessionTime,
} from '../../../src/web/session-time.ts';

const shown = (start: string, viewerZone: string, mentorZone = 'Europe/Berlin') =>
  toSessionTime({ scheduledAt: new Date(start), duration: 60, mentorZone, viewerZone });

describe('toSessionTime', () => {
  it('names the zone of the reader and, if it differs, the mentor’s', () => {
    const time = shown('2031-07-01T14:00:00Z', 'Asia/Kolkata');
    expect(time).to.deep.include({
      date: 'Tuesday, 1 July 2031',
      hours: '7:30 pm – 8:30 pm',
      endZone: 'IST',
      zone: 'IST',
      mentorTime: 'Tue 1 Jul 2031, 4:00 pm CEST',
      duration: '1 h',
    });
    expect(shown('2031-07-01T14:00:00Z', 'Europe/Berlin').mentorTime).to.equal(null);
  });

  it('leaves out the reader’s present year', () => {
    const scheduledAt = new Date('2031-12-31T20:00:00Z');
    const at = (now: string | undefined, viewerZone: string) => {
      const { date, shortDate } = toSessionTime({
        scheduledAt,
        duration: 60,
        mentorZone: viewerZone,
        viewerZone,
        ...(now !== undefined && { now: new Date(now) }),
      });
      return [date, shortDate];
    };
    expect(at('2031-12-31T19:00:00Z', 'Europe/Berlin')).to.deep.equal([
      'Wednesday, 31 December',
      'Wed 31 Dec',
    ]);
    expect(at('2031-12-31T18:00:00Z', 'Asia/Kolkata')).to.deep.equal([
      'Thursday, 1 January 2032',
      'Thu 1 Jan 2032',
    ]);
    expect(at('2031-12-31T19:00:00Z', 'Asia/Kolkata')).to.deep.equal(['Thursday, 1 January', 'Thu 1 Jan']);
    expect(at(undefined, 'Europe/Berlin')[0]).to.equal('Wednesday, 31 December 2031');
    expect(formatMoment(scheduledAt, 'Asia/Kolkata', scheduledAt)).to.equal('Thu 1 Jan, 1:30 am IST');
  });

  it('names a zone without a short name by its place, unless it is an offset itself', () => {
    expect(shown('2031-07-01T14:00:00Z', 'Asia/Kathmandu').zone).to.equal('Kathmandu time');
    expect(shown('2031-07-01T14:00:00Z', 'Etc/GMT+5').zone).to.equal('GMT-5');
  });

  it('does not repeat the time of a mentor whose clock shows the same', () => {
    const times = { scheduledAt: new Date('2031-07-01T14:00:00Z'), duration: 60, mentorZone: 'Asia/Muscat' };
    expect(toSessionTime({ ...times, viewerZone: 'Asia/Dubai' }).mentorTime).to.equal(null);
  });

  it('follows daylight saving in each zone by its own rules', () => {
    const atTwo = (day: string, zone: string) => {
      const { hours, zone: name } = shown(`${day}T14:00:00Z`, zone);
      return `${hours.split(' – ')[0]} ${name}`;
    };
    // In 2031 New York changes its clocks on 9 March and 2 November, Berlin on 30 March and 26 October,
    // Kolkata never.
    const days = ['2031-03-08', '2031-03-10', '2031-03-31', '2031-10-27', '2031-11-03'];
    expect(days.map((day) => atTwo(day, 'America/New_York'))).to.deep.equal([
      '9:00 am EST',
      '10:00 am EDT',
      '10:00 am EDT',
      '10:00 am EDT',
      '9:00 am EST',
    ]);
    expect(days.map((day) => atTwo(day, 'Europe/Berlin'))).to.deep.equal([
      '3:00 pm CET',
      '3:00 pm CET',
      '4:00 pm CEST',
      '3:00 pm CET',
      '3:00 pm CET',
    ]);
    for (const day of days) expect(atTwo(day, 'Asia/Kolkata')).to.equal('7:30 pm IST');
  });

  it('shows both ends as clocks do for a session across a change of clocks, each with its zone', () => {
    const hoursIn = (start: string, timeZone: string) => {
      const { hours, endZone } = shown(start, timeZone);
      return `${hours} ${endZone}`;
    };
    expect(hoursIn('2031-03-30T00:30:00Z', 'Europe/Berlin')).to.equal('1:30 am CET – 3:30 am CEST');
    expect(hoursIn('2031-10-26T00:30:00Z', 'Europe/Berlin')).to.equal('2:30 am CEST – 2:30 am CET');
    expect(hoursIn('2031-04-06T02:30:00Z', 'America/Santiago')).to.equal('11:30 pm GMT-3 – 11:30 pm GMT-4');
    expect(hoursIn('2031-07-01T02:30:00Z', 'America/Santiago')).to.equal('10:30 pm – 11:30 pm Santiago time');
  });

  it('names the day of an end after midnight, by the reader’s clock', () => {
    const start = '2031-07-01T18:00:00Z';
    expect(shown(start, 'Asia/Kolkata').hours).to.equal('11:30 pm – Wed 12:30 am');
    expect(shown(start, 'Europe/Berlin').hours).to.equal('8:00 pm – 9:00 pm');
    expect(shown('2031-06-30T17:30:00Z', 'Asia/Kolkata').hours, 'the last of a month, to midnight').to.equal(
      '11:00 pm – Tue 12:00 am',
    );
    expect(shown('2031-07-01T18:30:00Z', 'Asia/Kolkata').hours, 'from midnight').to.equal(
      '12:00 am – 1:00 am',
    );
  });

  it('shows the reader’s day if it differs from the mentor’s', () => {
    const { date, day, mentorTime } = shown('2031-06-10T21:30:00Z', 'Asia/Kolkata');
    expect({ date, day }).to.deep.equal({ date: 'Wednesday, 11 June 2031', day: '11' });
    expect(mentorTime).to.include('Tue 10 Jun 2031, 11:30 pm');
  });
});

describe('describeTimeUntil', () => {
  it('counts minutes up to an hour, hours up to a day, rounded down, and then calendar days', () => {
    const now = new Date('2031-06-10T12:00:00Z');
    const minutes = [0, 1, 59, 60, 23 * 60 + 59, 24 * 60, 35 * 60, 47 * 60, 48 * 60, 5 * 24 * 60 + 600];
    const texts = minutes.map((after) =>
      describeTimeUntil(new Date(now.getTime() + after * 60_000), now, 'UTC'),
    );
    expect(texts).to.deep.equal([
      'now',
      'in 1 minute',
      'in 59 minutes',
      'in 1 hour',
      'in 23 hours',
      'tomorrow',
      'tomorrow',
      'in 2 days',
      'in 2 days',
      'in 5 days',
    ]);
  });

  it('says “tomorrow” by the day of the reader', () => {
    const now = new Date('2031-06-10T12:00:00Z');
    const start = new Date('2031-06-11T19:00:00Z');
    expect(describeTimeUntil(start, now, 'Europe/London')).to.equal('tomorrow');
    expect(describeTimeUntil(start, now, 'Asia/Kolkata')).to.equal('in 2 days');
  });

  it('counts hours on a day of 25 hours', () => {
    const now = new Date('2031-10-25T22:10:00Z');
    const start = new Date('2031-10-26T22:20:00Z');
    expect(describeTimeUntil(start, now, 'Europe/Berlin')).to.equal('in 24 hours');
  });
});

describe('dayName', () => {
  it('names today and tomorrow of the reader, also where a day has 25 hours, and other days by their date', () => {
    const now = new Date('2031-10-25T22:10:00Z');
    const nameOf = (time: string, zone = 'Europe/Berlin') => dayName(new Date(time), zone, now);
    expect(nameOf('2031-10-26T22:30:00Z')).to.equal('Today');
    expect(nameOf('2031-10-27T08:00:00Z')).to.equal('Tomorrow');
    expect(nameOf('2031-10-27T08:00:00Z', 'America/New_York')).to.equal('Mon 27 Oct');
  });
});

describe('formatDuration', () => {
  it('names hours and minutes, and leaves out zeros', () => {
    const texts = [5, 45, 60, 90, 120, 125, 480].map(formatDuration);
    expect(texts).to.deep.equal(['5 min', '45 min', '1 h', '1 h 30 min', '2 h', '2 h 5 min', '8 h']);
  });
});
