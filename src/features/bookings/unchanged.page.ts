import { paths } from '../../paths.ts';
import type { DomainError } from '../../shared/errors.ts';
import { view } from '../../web/page-renderer.ts';
import { formatMoment } from '../../web/session-time.ts';
import { toRefundProgress } from '../refunds/index.ts';
import { toBookingItem, type Viewing } from './booking-presenter.ts';
import { type BookingDetails, statusAt } from './session-booking.ts';

export type UnchangedPage = ReturnType<typeof toUnchangedPage>;

export const unchangedView = view<UnchangedPage>('bookings/unchanged');

export interface Refused extends Viewing {
  readonly error: DomainError;
  /** Where to try again. */
  readonly retryHref: string;
}

/** A booking that could not be changed: its state, what this means for the money, and where to go next. */
export function toUnchangedPage(details: BookingDetails, refused: Refused) {
  const { refund } = details;
  const { user, now } = refused;
  return {
    ...toBookingItem(details, refused),
    ...explain(details, refused),
    refund: refund ? toRefundProgress(refund, { timeZone: user.timeZone, isBooked: true, now }) : null,
  };
}

interface Explanation {
  readonly heading: string;
  readonly message: string;
  /** Whether this charged or refunded anything. */
  readonly money: string;
  /** The most useful one first. */
  readonly actions: readonly { readonly href: string; readonly text: string }[];
}

const NOTHING_MOVED = 'Nothing was changed, and nothing was charged or paid back.';

/** Chosen by the booking's present state, which says more than the refusal. */
function explain({ booking, slot, mentor, refund }: BookingDetails, refused: Refused): Explanation {
  const { error, now, retryHref } = refused;
  const own = { href: paths.booking(booking.id), text: 'See the booking' };
  const others = mentor.handle
    ? { href: paths.mentorProfile(mentor.handle), text: `Other times with ${mentor.name}` }
    : { href: paths.home, text: 'Find another session' };
  if (booking.status === 'CANCELLED') {
    return {
      heading: 'This booking is cancelled already',
      message: `${cancelledBy(booking, refused)} Your seat is free again; there is nothing more to do.`,
      money: refund
        ? 'Nothing was charged now. This is where your refund stands:'
        : 'Nothing was charged now.',
      actions: [others, own],
    };
  }
  const message = error.hasOwnMessage ? error.message : 'It was changed in the meantime.';
  if (slot.status === 'cancelled') {
    const heading = 'The mentor has cancelled this session';
    return { heading, message, money: 'Nothing was charged.', actions: [others, own] };
  }
  if (statusAt(booking, now) !== 'SCHEDULED') {
    const help = { href: paths.contact, text: 'Write to us' };
    const heading = 'This session has started';
    return { heading, message, money: NOTHING_MOVED, actions: [own, help] };
  }
  if (booking.moving) {
    const again = { href: retryHref, text: 'Try again' };
    const heading = 'This booking is being moved';
    return { heading, message, money: NOTHING_MOVED, actions: [again, own] };
  }
  return { heading: 'Your booking stays as it is', message, money: NOTHING_MOVED, actions: [own] };
}

function cancelledBy({ cancellation }: BookingDetails['booking'], { user, now }: Viewing): string {
  if (!cancellation) return 'It was cancelled before.';
  const at = formatMoment(cancellation.at, user.timeZone, now);
  return cancellation.by === 'user' ? `You cancelled it on ${at}.` : `It was cancelled for you on ${at}.`;
}
