import type { ErrorRequestHandler } from 'express';
import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import { DomainError, type ErrorCode } from '../../shared/errors.ts';
import { errorTable } from '../../web/error-table.ts';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { prefersJson } from '../../web/request-context.ts';
import { retryPathFor } from '../../web/return-to.ts';
import type { BookingOverview } from './booking-overview.ts';
import { toUnchangedPage, unchangedView } from './unchanged.page.ts';

/** Changes that a booking may undergo while its user looks at a page about it. */
const expected: readonly ErrorCode[] = ['CONFLICT', 'SLOT_CLOSED', 'SLOT_FULL', 'ALREADY_BOOKED'];

/**
 * Shows the booking instead of an error page when a change of it was refused. The status is the code's; JSON clients
 * get the code itself.
 */
export function showUnchanged(
  overview: Pick<BookingOverview, 'ofBooking'>,
  clock: Clock,
): ErrorRequestHandler<{ bookingId: string }> {
  // eslint-disable-next-line no-restricted-syntax -- four parameters are how express tells error handlers
  return async (thrown: unknown, req, res, next) => {
    const isExpected = thrown instanceof DomainError && expected.includes(thrown.code);
    if (!isExpected || !req.user || prefersJson(req)) {
      next(thrown);
      return;
    }
    const { bookingId } = req.params;
    const user = currentUser(req);
    const page = toUnchangedPage(await overview.ofBooking(bookingId, user.id), {
      error: thrown,
      user,
      now: clock.now(),
      retryHref: retryPathFor(req) ?? paths.booking(bookingId),
    });
    const { status } = errorTable[thrown.code];
    await renderPage(req, res, unchangedView, page, { title: page.heading, status });
  };
}
