import { stringify } from 'csv-stringify/sync';
import { toRupeesText } from '../../shared/money.ts';
import { statusAt } from '../bookings/index.ts';
import { type Attendee, nameOf } from './attendee.ts';

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
  return toCsv(rows, { columns });
}

const columns = ['name', 'email', 'notes', 'booked_at', 'amount_inr', 'status', 'attendance', 'booking_id'];

export interface CsvOptions {
  readonly columns: readonly string[];
  /** Nothing in it was entered by people. */
  readonly isTrusted?: boolean;
}

/** With a byte order mark, without which Excel takes UTF-8 for something else. */
export function toCsv(rows: readonly object[], { columns: names, isTrusted = false }: CsvOptions): string {
  return stringify([...rows], {
    columns: [...names],
    header: true,
    bom: true,
    escape_formulas: !isTrusted,
    record_delimiter: 'windows',
  });
}
