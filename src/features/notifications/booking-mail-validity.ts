import { hasRefusedMove, type SessionBooking } from '../bookings/index.ts';
import type { TimeSlot } from '../slots/index.ts';
import type { BookingMail, MentorMail } from './mail.ts';

/** Why a mail about a booking must not be sent any more; undefined when it still holds. */
export function reasonToSkip(mail: BookingMail, booking: SessionBooking, now: Date): string | undefined {
  const isCancelled = booking.status === 'CANCELLED';
  switch (mail.kind) {
    case 'receipt':
    case 'cancelled':
      return undefined;
    case 'booked':
    case 'mentor-message':
      return isCancelled ? 'the booking is cancelled' : undefined;
    case 'moved':
    case 'time-changed':
      if (isCancelled) return 'the booking is cancelled';
      return booking.moves === mail.moves ? undefined : 'the booking has moved again';
    case 'session-updated':
      if (isCancelled) return 'the booking is cancelled';
      return booking.updates === mail.updates ? undefined : 'the session was updated again';
    case 'reminder-day':
    case 'reminder-hour':
      if (isCancelled) return 'the booking is cancelled';
      if (isOtherTime(mail, booking)) return 'the session has another time';
      return booking.scheduledAt <= now ? 'the session has begun' : undefined;
  }
}

function isOtherTime({ scheduledAt }: { readonly scheduledAt: Date }, booking: SessionBooking): boolean {
  return booking.scheduledAt.getTime() !== scheduledAt.getTime();
}

/** The same of a mail to the mentor; `slot` is where the booking is now. */
export function reasonToSkipForMentor(
  mail: MentorMail,
  { booking, slot }: { readonly booking: SessionBooking; readonly slot: TimeSlot },
): string | undefined {
  switch (mail.kind) {
    case 'seat-sold':
      return booking.status === 'CANCELLED' ? 'the booking is cancelled' : undefined;
    case 'seat-moved':
      if (booking.status === 'CANCELLED') return 'the booking is cancelled';
      return booking.moves === mail.moves ? undefined : 'the booking has moved again';
    case 'seat-cancelled': {
      const isOwnDoing = booking.cancellation?.by === 'mentor' && !hasRefusedMove(booking, slot);
      return isOwnDoing ? 'the mentor has cancelled the session' : undefined;
    }
  }
}
