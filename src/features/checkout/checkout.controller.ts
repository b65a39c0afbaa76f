import type { Request, Response } from 'express';
import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import { addFlash } from '../../web/flash.ts';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { parseForm } from '../../web/parse-input.ts';
import { seeOther } from '../../web/return-to.ts';
import type { GraceRepository } from '../bookings/index.ts';
import {
  formerMentor,
  type MentorDirectory,
  type PayingNow,
  type SlotController,
  type SlotMentor,
} from '../slots/index.ts';
import { type CheckoutSettings, checkoutView, toCheckoutPage } from './checkout.page.ts';
import { bookSlotSchema } from './checkout.schema.ts';
import type { CheckoutService, CheckoutState } from './checkout.service.ts';
import { isStillOffered, PendingBookings } from './pending-booking.ts';
import type { PrepareBooking } from './prepare-booking.ts';

type SlotRequest = Request<{ slotId: string }>;
type BookingRequest = Request<{ bookingId: string }>;

const UNPAID = 'You have not paid.';
const CANCELLED = 'Payment cancelled. The session slot is still available for booking.';

/** The pages of the journey from the booking form to the payment. */
export class CheckoutController {
  constructor(
    private readonly prepareBooking: PrepareBooking,
    private readonly checkoutService: CheckoutService,
    private readonly slotController: SlotController,
    private readonly payingNow: PayingNow,
    private readonly mentors: MentorDirectory,
    private readonly grace: Pick<GraceRepository, 'isLeft'>,
    private readonly settings: CheckoutSettings,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  book = async (req: SlotRequest, res: Response): Promise<void> => {
    const form = parseForm(bookSlotSchema, req.body);
    if (!form.isValid) return this.slotController.renderSlot(req, res, { form, status: 422 });
    const preparation = await this.prepareBooking.prepare({
      userId: currentUser(req).id,
      slotId: req.params.slotId,
      note: form.data.notes,
      drafts: new PendingBookings(req.session),
    });
    seeOther(
      res,
      preparation.kind === 'ready'
        ? paths.checkout(preparation.draft.bookingId)
        : paths.checkoutResult(preparation.bookingId),
    );
  };

  checkout = async (req: BookingRequest, res: Response): Promise<void> => {
    const state = await this.resolve(req);
    if (!canBePaid(state)) {
      seeOther(res, paths.checkoutResult(req.params.bookingId));
      return;
    }
    const { draft, slot } = state;
    const user = currentUser(req);
    if (!isStillOffered(draft, slot, this.clock.now())) throw new DomainError('SLOT_CLOSED');
    await this.prepareBooking.requireFreeSeat(slot, user.id);
    await this.payingNow.mark(slot.id, user.id);
    const { settings, clock } = this;
    const [mentor, hasGrace] = await Promise.all([
      this.findMentor(slot.mentorId),
      this.grace.isLeft({ userId: user.id, timeSlotId: slot.id }),
    ]);
    const page = toCheckoutPage({ draft, slot, mentor, user, hasGrace, settings, now: clock.now() });
    await renderPage(req, res, checkoutView, page, { title: 'Check and pay', header: 'checkout' });
  };

  /** The payment window was closed. Whoever has paid all the same is shown what became of it. */
  cancel = async (req: BookingRequest, res: Response): Promise<void> => {
    const state = await this.resolve(req);
    if (!canBePaid(state)) {
      seeOther(res, paths.checkoutResult(req.params.bookingId));
      return;
    }
    await this.payingNow.unmark(state.slot.id, currentUser(req).id);
    this.logger.info({ bookingId: req.params.bookingId, slotId: state.slot.id }, 'checkout.abandoned');
    const action = { href: paths.checkout(req.params.bookingId), text: 'Continue to payment' };
    addFlash(req, { role: 'status', tone: 'info', lead: UNPAID, text: CANCELLED, action });
    seeOther(res, paths.slot(state.slot.id));
  };

  private resolve(req: BookingRequest): Promise<CheckoutState> {
    const drafts = new PendingBookings(req.session);
    return this.checkoutService.resolve({
      userId: currentUser(req).id,
      bookingId: req.params.bookingId,
      drafts,
    });
  }

  private async findMentor(mentorId: string): Promise<SlotMentor> {
    const [mentor] = await this.mentors.findMentors([mentorId]);
    return mentor ?? formerMentor(mentorId);
  }
}

/** Nothing was paid and nothing is under way. */
function canBePaid(state: CheckoutState): state is Extract<CheckoutState, { draft: unknown }> {
  return state.kind === 'unpaid' || state.kind === 'failed';
}
