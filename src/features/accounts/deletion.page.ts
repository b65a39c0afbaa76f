import { paths } from '../../paths.ts';
import { countOf } from '../../shared/text.ts';
import { view } from '../../web/page-renderer.ts';
import type { FormModel } from '../../web/partials.page.ts';
import { clockTime, formatMoment } from '../../web/session-time.ts';
import { endsAt } from '../slots/index.ts';
import type { Obstacles } from './account-deletion.ts';

/** A session that is still to come, or a payment that is still to be booked. */
interface Obstacle {
  readonly title: string;
  /** `Thu 3 Dec, 11:00 am IST, booked by you`. */
  readonly detail: string;
  readonly href: string;
  /** The way to cancel it. Null if it can only be waited for. */
  readonly cancelHref: string | null;
}

export type DeletionPage = ReturnType<typeof toDeletionPage>;

export const deleteAccountView = view<DeletionPage>('accounts/delete');

/** More would hide the form; the pages behind them show all. */
const MAX_SHOWN = 10;

interface Reader {
  readonly timeZone: string;
  readonly now: Date;
}

export function toDeletionPage(form: FormModel, obstacles: Obstacles, reader: Reader) {
  const { bookings, unconfirmed, slots } = obstacles;
  const all = [
    ...bookings.map(({ booking: { id, ...time }, title }) =>
      toObstacle(
        { title, whose: 'booked by you', href: paths.booking(id), cancelHref: paths.cancelBooking(id) },
        time,
        reader,
      ),
    ),
    ...slots.map(({ id, title, ...time }) =>
      toObstacle(
        { title, whose: 'given by you', href: paths.mentorSlot(id), cancelHref: paths.mentorSlot(id) },
        time,
        reader,
      ),
    ),
    ...(unconfirmed > 0 ? [toWaiting(unconfirmed)] : []),
  ];
  const hidden = all.length - MAX_SHOWN;
  const place = bookings.length > MAX_SHOWN ? paths.dashboard : paths.mentor;
  return {
    /** Errors of `currentPassword`. The formError says why the account cannot be deleted. */
    form,
    /** What must be cancelled first, or be over. */
    obstacles: all.slice(0, MAX_SHOWN),
    /** Further ones, and where they are. */
    others: hidden > 0 ? { text: `${hidden.toLocaleString('en')} more`, href: place } : null,
  };
}

interface Named {
  readonly title: string;
  readonly whose: string;
  readonly href: string;
  readonly cancelHref: string;
}

function toObstacle(
  { title, whose, href, cancelHref }: Named,
  time: { readonly scheduledAt: Date; readonly duration: number },
  { timeZone, now }: Reader,
): Obstacle {
  const isUnderWay = time.scheduledAt <= now;
  const when = isUnderWay
    ? `under way until ${clockTime(endsAt(time), timeZone)}`
    : formatMoment(time.scheduledAt, timeZone, now);
  return { title, detail: `${when}, ${whose}`, href, cancelHref: isUnderWay ? null : cancelHref };
}

function toWaiting(unconfirmed: number): Obstacle {
  return {
    title: countOf(unconfirmed, 'payment that is being confirmed', 'payments that are being confirmed'),
    detail: 'Wait a minute, then cancel what it has booked.',
    href: paths.dashboard,
    cancelHref: null,
  };
}
