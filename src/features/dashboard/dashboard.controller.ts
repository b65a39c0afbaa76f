import type { Request, Response } from 'express';
import type { Clock } from '../../shared/clock.ts';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { siteSettingsOf } from '../../web/site-settings.ts';
import { PendingBookings, type PendingBooking } from '../booking/index.ts';
import type { WaitlistService } from '../waitlist/index.ts';
import { toBookingCalendar } from './booking-calendar.ts';
import type { BookingOverview } from './booking-overview.ts';
import { toBookingPage } from './booking-presenter.ts';
import { toDashboardPage } from './dashboard-presenter.ts';
import { toReceiptPage } from './receipt-presenter.ts';
import type { UnconfirmedPayments } from './unconfirmed-payments.ts';

export interface DashboardControllerDeps {
  readonly overview: BookingOverview;
  readonly unconfirmed: UnconfirmedPayments;
  readonly waitlist: WaitlistService;
  readonly clock: Clock;
}

type BookingRequest = Request<{ bookingId: string }>;

/** What a user has booked, one page and one file for each way to look at it. */
export class DashboardController {
  constructor(private readonly deps: DashboardControllerDeps) {}

  showDashboard = async (req: Request, res: Response): Promise<void> => {
    const user = currentUser(req);
    const [overview, confirming, waiting] = await Promise.all([
      this.deps.overview.ofUser(user.id),
      this.deps.unconfirmed.among(draftsOf(req, user.id)),
      this.deps.waitlist.placesOf(user.id),
    ]);
    const page = toDashboardPage({ overview, confirming, waiting }, { user, now: this.deps.clock.now() });
    await renderPage(req, res, { view: 'dashboard/dashboard', title: 'My bookings', page });
  };

  showBooking = async (req: BookingRequest, res: Response): Promise<void> => {
    const user = currentUser(req);
    const details = await this.findDetails(req);
    const page = toBookingPage(details, { user, now: this.deps.clock.now() });
    await renderPage(req, res, { view: 'dashboard/booking', title: page.title, page });
  };

  showReceipt = async (req: BookingRequest, res: Response): Promise<void> => {
    const page = toReceiptPage(await this.findDetails(req), currentUser(req));
    await renderPage(req, res, { view: 'dashboard/receipt', title: 'Receipt', page });
  };

  sendCalendar = async (req: BookingRequest, res: Response): Promise<void> => {
    const details = await this.findDetails(req);
    const { baseUrl } = siteSettingsOf(req);
    res
      .set('Cache-Control', 'no-store')
      .set('Content-Disposition', 'attachment; filename="session.ics"')
      .type('text/calendar; charset=utf-8')
      .send(toBookingCalendar({ details, baseUrl, now: this.deps.clock.now() }));
  };

  private findDetails(req: BookingRequest) {
    return this.deps.overview.ofBooking(req.params.bookingId, currentUser(req).id);
  }
}

function draftsOf(req: Request, userId: string): readonly PendingBooking[] {
  return new PendingBookings(req.session).list().filter((draft) => draft.userId === userId);
}
