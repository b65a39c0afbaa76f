import type { Request, Response } from 'express';
import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import { addFlash } from '../../web/flash.ts';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { prefersJson } from '../../web/request-context.ts';
import { seeOther } from '../../web/return-to.ts';
import {
  findMentor,
  type MentorDirectory,
  requireSlot,
  type SlotAlternativesRepository,
  type TimeSlot,
  type TimeSlotRepository,
} from '../slots/index.ts';
import type { CheckoutService } from './checkout.service.ts';
import { PendingBookings } from './pending-booking.ts';
import { resultView, toResultPage } from './result.page.ts';

type BookingRequest = Request<{ bookingId: string }>;

const BOOKED = 'Your seat is booked. The payment is confirmed.';

/** The result of a payment: as a page, and as one word for the script of that page. */
export class ResultController {
  constructor(
    private readonly checkoutService: Pick<CheckoutService, 'resolve'>,
    private readonly slots: Pick<TimeSlotRepository, 'findById'>,
    private readonly alternatives: SlotAlternativesRepository,
    private readonly mentors: MentorDirectory,
    private readonly clock: Clock,
  ) {}

  show = async (req: BookingRequest, res: Response): Promise<void> => {
    const { bookingId } = req.params;
    const state = await this.checkoutService.resolve({
      userId: currentUser(req).id,
      bookingId,
      drafts: new PendingBookings(req.session),
    });
    if (prefersJson(req)) {
      res.set('Cache-Control', 'no-store').json({ success: true, data: { kind: state.kind } });
      return;
    }
    if (state.kind === 'booked') {
      if (state.booking.status === 'SCHEDULED') addFlash(req, { role: 'status', text: BOOKED, bookingId });
      seeOther(res, paths.dashboard);
      return;
    }
    const slot =
      state.kind === 'refunded' ? await requireSlot(this.slots, state.refund.timeSlotId) : state.slot;
    const user = currentUser(req);
    const mentor = await findMentor(this.mentors, slot.mentorId);
    const mayOffer = state.kind === 'refunded' && !mentor.isDisabled;
    const alternatives = mayOffer ? await this.findAlternatives(slot, user.id) : [];
    const now = this.clock.now();
    const page = toResultPage({ bookingId, state, slot, mentor, user, alternatives, now });
    await renderPage(req, res, resultView, page, {
      title: titles[state.kind],
      header: state.kind === 'refunded' ? 'full' : 'checkout',
    });
  };

  private findAlternatives({ id, mentorId }: TimeSlot, userId: string): Promise<readonly TimeSlot[]> {
    return this.alternatives.suggest({ mentorId, userId, exceptSlotId: id, now: this.clock.now() });
  }
}

const titles = {
  refunded: 'Your money goes back',
  pending: 'Confirming your payment',
  failed: 'Payment failed',
  unpaid: 'Not paid yet',
} as const;
