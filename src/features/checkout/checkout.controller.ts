import type { Request, Response } from 'express';
import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import { errorTable } from '../../web/error-table.ts';
import { addFlash } from '../../web/flash.ts';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { prefersJson } from '../../web/request-context.ts';
import { parseForm } from '../../web/parse-input.ts';
import { seeOther } from '../../web/return-to.ts';
import type { FirstHourRepository } from '../bookings/index.ts';
import { findMentor, type MentorDirectory, type PayingNow, type SlotController } from '../slots/index.ts';
import { type ChangedOffer, toChangedMessage, UNPAID } from './changed-offer.ts';
import { type CheckoutSettings, checkoutView, toCheckoutPage } from './checkout.page.ts';
import { bookSlotSchema } from './checkout.schema.ts';
import { type CheckoutService, type CheckoutState, isUnpaid } from './checkout.service.ts';
import { isStillOffered, PendingBookings } from './pending-booking.ts';
import type { PrepareBooking } from './prepare-booking.ts';

type SlotRequest = Request<{ slotId: string }>;
type BookingRequest = Request<{ bookingId: string }>;

const CANCELLED = 'Payment cancelled. The session slot is still available for booking.';

/** The pages from the booking form to the payment. */
export class CheckoutController {
  constructor(
    private readonly prepareBooking: PrepareBooking,
    private readonly checkoutService: CheckoutService,
    private readonly slotController: SlotController,
    private readonly payingNow: PayingNow,
    private readonly mentors: MentorDirectory,
    private readonly firstHour: Pick<FirstHourRepository, 'isLeft'>,
    private readonly settings: CheckoutSettings,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  book = async (req: SlotRequest, res: Response): Promise<void> => {
    const form = parseForm(bookSlotSchema, req.body);
    const { slotId } = req.params;
    if (!form.isValid) return this.slotController.renderSlot(req, res, { slotId, form, status: 422 });
    const note = form.data.notes;
    const drafts = new PendingBookings(req.session);
    const preparation = await this.prepareBooking.prepare({
      userId: currentUser(req).id,
      slotId,
      note,
      drafts,
    });
    switch (preparation.kind) {
      case 'ready':
        seeOther(res, paths.checkout(preparation.draft.bookingId));
        return;
      case 'already-paid':
        seeOther(res, paths.checkoutResult(preparation.bookingId));
        return;
      case 'refused':
        return this.showChangedSlot(req, res, { ...preparation, note });
    }
  };

  checkout = async (req: BookingRequest, res: Response): Promise<void> => {
    const state = await this.resolve(req);
    if (!isUnpaid(state)) {
      this.leadToResult(req, res);
      return;
    }
    const { draft, slot } = state;
    const user = currentUser(req);
    const refusal = await this.prepareBooking.findRefusal(slot, user.id);
    if (refusal || !isStillOffered(draft, slot, this.clock.now())) {
      return this.showChangedSlot(req, res, { refusal, slot, draft, note: draft.notes });
    }
    await this.payingNow.mark(slot.id, user.id);
    const { settings, clock } = this;
    const [mentor, hasFirstHour] = await Promise.all([
      findMentor(this.mentors, slot.mentorId),
      this.firstHour.isLeft({ userId: user.id, timeSlotId: slot.id }),
    ]);
    const page = toCheckoutPage({ draft, slot, mentor, user, hasFirstHour, settings, now: clock.now() });
    await renderPage(req, res, checkoutView, page, { title: 'Check and pay', header: 'checkout' });
  };

  /** The payment window was closed. A user who has paid anyway is shown the result. */
  cancel = async (req: BookingRequest, res: Response): Promise<void> => {
    const state = await this.resolve(req);
    if (!isUnpaid(state)) {
      this.leadToResult(req, res);
      return;
    }
    const { slot } = state;
    const userId = currentUser(req).id;
    const { bookingId } = req.params;
    const [refusal] = await Promise.all([
      this.prepareBooking.findRefusal(slot, userId),
      this.payingNow.unmark(slot.id, userId),
    ]);
    this.logger.info({ bookingId, slotId: slot.id }, 'checkout.abandoned');
    const action = { href: paths.checkout(bookingId), text: 'Continue to payment' };
    const message = { role: 'status', tone: 'info', lead: UNPAID } as const;
    addFlash(req, {
      ...message,
      ...(refusal ? { text: 'Payment cancelled.' } : { text: CANCELLED, action }),
    });
    seeOther(res, paths.slot(slot.id));
  };

  /** Shows the slot instead of an error page: its present state, what has changed, and the note that was typed. */
  private async showChangedSlot(
    req: Request,
    res: Response,
    changed: Omit<ChangedOffer, 'viewerZone' | 'now'>,
  ): Promise<void> {
    const code = changed.refusal ?? 'SLOT_CLOSED';
    if (prefersJson(req)) throw new DomainError(code);
    const { slot, note } = changed;
    this.logger.info({ slotId: slot.id, code }, 'checkout.refused');
    const message = toChangedMessage({
      ...changed,
      viewerZone: currentUser(req).timeZone,
      now: this.clock.now(),
    });
    const form = { values: { notes: note }, errors: {} };
    const { status } = errorTable[code];
    await this.slotController.renderSlot(req, res, { slotId: slot.id, form, status, message });
  }

  private leadToResult(req: BookingRequest, res: Response): void {
    seeOther(res, paths.checkoutResult(req.params.bookingId));
  }

  private resolve(req: BookingRequest): Promise<CheckoutState> {
    const drafts = new PendingBookings(req.session);
    return this.checkoutService.resolve({
      userId: currentUser(req).id,
      bookingId: req.params.bookingId,
      drafts,
    });
  }
}
