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
import {
  formerMentor,
  type MentorDirectory,
  type PayingNow,
  type SlotAlternativesRepository,
  type SlotController,
  type SlotMentor,
  type TimeSlot,
  type TimeSlotRepository,
} from '../slots/index.ts';
import { type CheckoutSettings, checkoutView, toCheckoutPage } from './checkout.page.ts';
import { bookSlotSchema } from './checkout.schema.ts';
import type { CheckoutService, CheckoutState } from './checkout.service.ts';
import { isStillOffered, PendingBookings } from './pending-booking.ts';
import type { PrepareBooking } from './prepare-booking.ts';
import { resultView, toResultPage } from './result.page.ts';

type SlotRequest = Request<{ slotId: string }>;
type BookingRequest = Request<{ bookingId: string }>;

const MAX_ALTERNATIVES = 3;
const UNPAID = 'You have not paid.';
const CANCELLED = 'Payment cancelled. The session slot is still available for booking.';
const BOOKED = 'Your seat is booked. The payment is confirmed.';

/** The pages of the journey, from the booking form to what became of the payment. */
export class CheckoutController {
  constructor(
    private readonly prepareBooking: PrepareBooking,
    private readonly checkoutService: CheckoutService,
    private readonly slots: TimeSlotRepository,
    private readonly slotController: SlotController,
    private readonly payingNow: PayingNow,
    private readonly alternatives: SlotAlternativesRepository,
    private readonly mentors: MentorDirectory,
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
    const mentor = await this.findMentor(slot.mentorId);
    const page = toCheckoutPage({ draft, slot, mentor, user, settings, now: clock.now() });
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

  result = async (req: BookingRequest, res: Response): Promise<void> => {
    const { bookingId } = req.params;
    const state = await this.resolve(req);
    if (req.accepts(['html', 'json']) === 'json') {
      res.set('Cache-Control', 'no-store').json({ success: true, data: { kind: state.kind } });
      return;
    }
    if (state.kind === 'booked') {
      if (state.booking.status === 'SCHEDULED') addFlash(req, { role: 'status', text: BOOKED, bookingId });
      seeOther(res, paths.dashboard);
      return;
    }
    const slot = state.kind === 'refunded' ? await this.findSlot(state.refund.timeSlotId) : state.slot;
    const user = currentUser(req);
    const [mentor, alternatives] = await Promise.all([
      this.findMentor(slot.mentorId),
      state.kind === 'refunded' ? this.findAlternatives(slot, user.id) : [],
    ]);
    const now = this.clock.now();
    const page = toResultPage({ bookingId, state, slot, mentor, user, alternatives, now });
    await renderPage(req, res, resultView, page, {
      title: titles[state.kind],
      header: state.kind === 'refunded' ? 'full' : 'checkout',
    });
  };

  private findAlternatives({ id, mentorId }: TimeSlot, userId: string): Promise<readonly TimeSlot[]> {
    const now = this.clock.now();
    return this.alternatives.list({
      mentorId,
      userId,
      exceptSlotId: id,
      now,
      limit: MAX_ALTERNATIVES,
    });
  }

  private resolve(req: BookingRequest): Promise<CheckoutState> {
    const drafts = new PendingBookings(req.session);
    return this.checkoutService.resolve({
      userId: currentUser(req).id,
      bookingId: req.params.bookingId,
      drafts,
    });
  }

  private async findSlot(slotId: string) {
    const slot = await this.slots.findById(slotId);
    if (!slot) throw new DomainError('SLOT_NOT_FOUND');
    return slot;
  }

  private async findMentor(mentorId: string): Promise<SlotMentor> {
    const [mentor] = await this.mentors.findMentors([mentorId]);
    return mentor ?? formerMentor(mentorId);
  }
}

const titles = {
  refunded: 'Your money goes back',
  pending: 'Confirming your payment',
  failed: 'Payment failed',
  unpaid: 'Not paid yet',
} as const;

/** Nothing was paid and nothing is under way. */
function canBePaid(state: CheckoutState): state is Extract<CheckoutState, { draft: unknown }> {
  return state.kind === 'unpaid' || state.kind === 'failed';
}
