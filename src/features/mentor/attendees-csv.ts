import { stringify } from 'csv-stringify/sync';
import { toRupeesText } from '../../shared/money.ts';
import { statusAt } from '../booking/index.ts';
import { nameOf, type Attendee } from './attendee.ts';

/** The attendees as a table for spreadsheets (RFC 4180). No cell can become a formula there. */
export function toAttendeesCsv(attendees: readonly Attendee[], now: Date): string {
  const rows = attendees.map((attendee) => {
    const { booking, person } = attendee;
    return {
      name: nameOf(attendee),
      email: person?.email ?? '',
      notes: booking.notes,
      booked_at: booking.bookedAt.toISOString(),
      amount_inr: toRupeesText(booking.amount),
      status: statusAt(booking, now),
      attendance: booking.attendance ?? '',
      booking_id: booking.id,
    };
  });
  return toCsv(rows, [
    'name',
    'email',
    'notes',
    'booked_at',
    'amount_inr',
    'status',
    'attendance',
    'booking_id',
  ]);
}

/** With a byte order mark, without which Excel takes UTF-8 for something else. */
export function toCsv(rows: readonly object[], columns: readonly string[]): string {
  return stringify([...rows], {
    columns: [...columns],
    header: true,
    bom: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}
