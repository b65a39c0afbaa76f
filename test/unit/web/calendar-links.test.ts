import { expect } from 'chai';
import { toCalendarLinks } from '../../../src/features/bookings/booking-calendar.ts';

describe('toCalendarLinks', () => {
  const entry = {
    title: 'R&D: “what next?” #1',
    start: new Date('2026-12-03T05:30:00Z'),
    end: new Date('2026-12-03T07:00:00Z'),
    details: 'With Meera.\nYour booking: https://sureslot.example/bookings/1',
    location: 'https://meet.example.com/a?b=c&d',
  };

  it('passes the entry to Google in UTC, with any characters', () => {
    const url = new URL(toCalendarLinks(entry).google);
    expect(url.origin).to.equal('https://calendar.google.com');
    expect(Object.fromEntries(url.searchParams)).to.deep.equal({
      action: 'TEMPLATE',
      text: entry.title,
      dates: '20261203T053000Z/20261203T070000Z',
      details: entry.details,
      location: entry.location,
    });
  });

  it('passes it to Outlook likewise', () => {
    const url = new URL(toCalendarLinks(entry).outlook);
    expect(url.origin).to.equal('https://outlook.live.com');
    expect(Object.fromEntries(url.searchParams)).to.include({
      subject: entry.title,
      startdt: '2026-12-03T05:30:00.000Z',
      enddt: '2026-12-03T07:00:00.000Z',
      body: entry.details,
      location: entry.location,
    });
  });
});
