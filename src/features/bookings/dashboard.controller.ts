import type { Request, Response } from 'express';
import type { Clock } from '../../shared/clock.ts';
import { bookedFlash, takeBookedFlash } from '../../web/flash.ts';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { readPage } from '../../web/partials.page.ts';
import { siteSettingsOf } from '../../web/site-settings.ts';
import { type PendingBooking, PendingBookings, type UnconfirmedPayments } from '../checkout/index.ts';
import type { SlotAlternativesRepository } from '../slots/index.ts';
import type { WaitlistService } from '../waitlist/index.ts';
import { toBookingCalendar } from './booking-calendar.ts';
import type { BookingOverview } from './booking-overview.ts';
import { bookingView, toBookingPage } from './booking.page.ts';
import { dashboardView, toDashboardPage } from './dashboard.page.ts';
import { receiptView, toReceiptPage } from './receipt.page.ts';
import type { BookingDetails } from './session-booking.ts';

type BookingRequest = Request<{ bookingId: string }>;

/** A user's bookings: the dashboard, one booking, its calendar file and its receipt. */
export class DashboardController {
  constructor(
    private readonly overview: BookingOverview,
    private readonly unconfirmed: UnconfirmedPayments,
    private readonly waitlist: WaitlistService,
    private readonly alternatives: SlotAlternativesRepository,
    private readonly clock: Clock,
  ) {}

  showDashboard = async (req: Request, res: Response): Promise<void> => {
    const user = currentUser(req);
    const confirmedId = bookedFlash(req);
    const [overview, { payments: confirming, isIncomplete }, waiting] = await Promise.all([
      this.overview.ofUser(user.id),
      this.unconfirmed.findAmong(draftsOf(req, user.id)),
      this.waitlist.placesOf(user.id),
    ]);
    const parts = {
      overview,
      confirming,
      isIncomplete,
      waiting,
      confirmedId,
      isAfterFailure: req.query.payment === 'failed',
      page: readPage(req.query.page),
    };
    const page = toDashboardPage(parts, { user, now: this.clock.now(), baseUrl: baseUrlOf(req) });
    // Taken only if this page announces the booking. Otherwise the layout prints the message.
    if (page.confirmed) takeBookedFlash(req);
    await renderPage(req, res, dashboardView, page, { title: 'My bookings' });
  };

  showBooking = async (req: BookingRequest, res: Response): Promise<void> => {
    const user = currentUser(req);
    const details = await this.findDetails(req);
    const now = this.clock.now();
    const alternatives = await this.findAlternatives(details, now);
    const page = toBookingPage(details, { user, now, baseUrl: baseUrlOf(req), alternatives });
    await renderPage(req, res, bookingView, page, { title: page.title });
  };

  showReceipt = async (req: BookingRequest, res: Response): Promise<void> => {
    const page = toReceiptPage(await this.findDetails(req), currentUser(req));
    await renderPage(req, res, receiptView, page, { title: 'Receipt' });
  };

  sendCalendar = async (req: BookingRequest, res: Response): Promise<void> => {
    const details = await this.findDetails(req);
    const baseUrl = baseUrlOf(req);
    res
      .set('Cache-Control', 'no-store')
      .set('Content-Disposition', 'attachment; filename="session.ics"')
      .type('text/calendar; charset=utf-8')
      .send(toBookingCalendar({ details, baseUrl, now: this.clock.now() }));
  };

  private async findAlternatives({ booking, mentor }: BookingDetails, now: Date) {
    if (booking.status !== 'CANCELLED' || mentor.isDisabled) return [];
    const { userId, timeSlotId: exceptSlotId } = booking;
    return this.alternatives.suggest({ mentorId: mentor.id, userId, exceptSlotId, now });
  }

  private findDetails(req: BookingRequest) {
    return this.overview.ofBooking(req.params.bookingId, currentUser(req).id);
  }
}

function baseUrlOf(req: Request): string {
  return siteSettingsOf(req).baseUrl;
}

function draftsOf(req: Request, userId: string): readonly PendingBooking[] {
  return new PendingBookings(req.session).list().filter((draft) => draft.userId === userId);
}
