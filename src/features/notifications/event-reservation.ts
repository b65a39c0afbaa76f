import { paths } from '../../paths.ts';
import type { BookingDetails } from '../bookings/index.ts';
import { endsAt } from '../slots/index.ts';
import type { MailReader, SiteAddress } from './mail.page.ts';

const SCHEMA = 'https://schema.org';

/** The booking as schema.org has it: Gmail and others show it beside the mail and offer it to the calendar. */
export function toEventReservation(
  { booking, slot, mentor }: BookingDetails,
  { user, site }: { readonly user: MailReader; readonly site: SiteAddress },
): object {
  const page = site.baseUrl + paths.booking(booking.id);
  const isCancelled = booking.status === 'CANCELLED';
  return {
    '@context': SCHEMA,
    '@type': 'EventReservation',
    reservationNumber: booking.id,
    reservationStatus: `${SCHEMA}/Reservation${isCancelled ? 'Cancelled' : 'Confirmed'}`,
    url: page,
    underName: { '@type': 'Person', name: user.name },
    reservationFor: {
      '@type': 'Event',
      name: slot.title,
      startDate: booking.scheduledAt.toISOString(),
      endDate: endsAt(booking).toISOString(),
      eventAttendanceMode: `${SCHEMA}/OnlineEventAttendanceMode`,
      location: { '@type': 'VirtualLocation', url: page },
      organizer: { '@type': 'Person', name: mentor.name },
    },
    ...(!isCancelled && { modifyReservationUrl: page }),
  };
}
