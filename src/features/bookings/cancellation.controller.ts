import type { ErrorRequestHandler, Request, Response } from 'express';
import * as z from 'zod';
import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import { DomainError, type ErrorCode } from '../../shared/errors.ts';
import { toPaise } from '../../shared/money.ts';
import { showInsteadOf } from '../../web/error-handler.ts';
import { errorTable } from '../../web/error-table.ts';
import { addFlash } from '../../web/flash.ts';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { prefersJson } from '../../web/request-context.ts';
import { parseForm } from '../../web/parse-input.ts';
import { emptyForm, type FormModel } from '../../web/partials.page.ts';
import { retryPathFor, seeOther } from '../../web/return-to.ts';
import { describeRefund } from '../refunds/index.ts';
import { findMentor, type MentorDirectory, type TimeSlotRepository } from '../slots/index.ts';
import type { BookingOverview } from './booking-overview.ts';
import type { CancelBooking } from './cancel-booking.ts';
import {
  cancelView,
  rescheduleView,
  type ShownBooking,
  toCancelPage,
  toReschedulePage,
} from './cancellation.page.ts';
import type { RescheduleBooking } from './reschedule-booking.ts';
import type { SessionBooking } from './session-booking.ts';
import { toUnchangedPage, unchangedView } from './unchanged.page.ts';

const UNREADABLE_AMOUNT = 'Confirm the amount that you get back.';

/** The amount on the page, in paise. */
const refundAmount = z
  .string({ error: UNREADABLE_AMOUNT })
  .regex(/^\d{1,9}$/, { error: UNREADABLE_AMOUNT })
  .transform((text) => toPaise(Number(text)));

export const cancelSchema = z.object({ refundAmount });

export const rescheduleSchema = z.object({
  slotId: z.string({ error: 'Choose a time.' }).regex(/^[0-9a-f]{24}$/, { error: 'Choose a time.' }),
  /** What a cancellation gave when the page was shown. Optional: a client that omits it did not rely on it. */
  refundAmount: refundAmount.optional(),
});

type PageRequest = Request<{ bookingId: string }>;

const LESS_NOW =
  'You would now get less back than when you opened this page. Check the new amount before you continue.';
const LESS_AFTER_MOVE =
  'A cancellation now gives less back than when you opened this page, and moving would keep that limit. Check the new amount before you continue.';
const CHOOSE_ANOTHER = 'You cannot move to that time. Choose another one.';
const NOTHING_CHARGED = 'Nothing was charged.';

/** The pages on which users cancel or reschedule a booking. */
export class CancellationController {
  constructor(
    private readonly cancelBooking: CancelBooking,
    private readonly rescheduleBooking: RescheduleBooking,
    private readonly slots: TimeSlotRepository,
    private readonly mentors: MentorDirectory,
    private readonly clock: Clock,
  ) {}

  showCancel = (req: PageRequest, res: Response): Promise<void> =>
    this.renderCancel(req, res, { formError: null, status: 200 });

  cancel = async (req: PageRequest, res: Response): Promise<void> => {
    const request = requestOf(req);
    const form = parseForm(cancelSchema, req.body);
    if (!form.isValid)
      return this.renderCancel(req, res, { formError: form.errors.refundAmount ?? null, status: 422 });
    const outcome = await this.cancelBooking.cancel({ ...request, agreed: form.data.refundAmount });
    if (outcome.kind === 'less-than-agreed')
      return this.renderCancel(req, res, { formError: LESS_NOW, status: 422 });
    const { refund } = outcome;
    const text = refund
      ? `Your booking is cancelled. ${describeRefund(refund)}`
      : 'Your booking is cancelled.';
    addFlash(req, { role: 'status', text });
    seeOther(res, paths.booking(request.bookingId));
  };

  showReschedule = async (req: PageRequest, res: Response): Promise<void> => {
    const booking = await this.rescheduleBooking.findMovable(requestOf(req));
    await this.renderReschedule(req, res, { booking, form: emptyForm, status: 200 });
  };

  reschedule = async (req: PageRequest, res: Response): Promise<void> => {
    const { rescheduleBooking } = this;
    const booking = await rescheduleBooking.findMovable(requestOf(req));
    const form = parseForm(rescheduleSchema, req.body);
    if (!form.isValid) return this.renderReschedule(req, res, { booking, form, status: 422 });
    const { slotId } = form.data;
    const target = await rescheduleBooking.findTarget(booking, slotId);
    if (!target) {
      const refused = { values: { slotId }, errors: { slotId: CHOOSE_ANOTHER } };
      await this.renderReschedule(req, res, { booking, form: refused, status: 422 });
      return;
    }
    const agreed = form.data.refundAmount;
    const outcome = await rescheduleBooking.move({ booking, target, agreed });
    if (outcome.kind === 'no-seat') {
      if (prefersJson(req)) throw outcome.refusal;
      const refused = { ...emptyForm, formError: `${outcome.refusal.message} ${NOTHING_CHARGED}` };
      const { status } = errorTable[outcome.refusal.code];
      await this.renderReschedule(req, res, { booking, form: refused, status });
      return;
    }
    if (outcome.kind === 'less-than-agreed') {
      const refused = { values: { slotId }, errors: {}, formError: LESS_AFTER_MOVE };
      await this.renderReschedule(req, res, { booking, form: refused, status: 422 });
      return;
    }
    addFlash(req, { role: 'status', text: 'Your booking is moved. The seat at the new time is yours.' });
    seeOther(res, paths.booking(booking.id));
  };

  private async renderCancel(
    req: PageRequest,
    res: Response,
    { formError, status }: { formError: string | null; status: number },
  ): Promise<void> {
    const quote = await this.cancelBooking.quote(requestOf(req));
    const shown = await this.toShown(quote.booking, currentUser(req).timeZone);
    const page = toCancelPage(shown, { quote, now: this.clock.now(), formError });
    await renderPage(req, res, cancelView, page, { title: 'Cancel the booking', status });
  }

  private async renderReschedule(
    req: PageRequest,
    res: Response,
    { booking, form, status }: { booking: SessionBooking; form: FormModel; status: number },
  ): Promise<void> {
    const [shown, choices, quote] = await Promise.all([
      this.toShown(booking, currentUser(req).timeZone),
      this.rescheduleBooking.listChoices(booking),
      this.cancelBooking.quote(requestOf(req)),
    ]);
    const page = toReschedulePage(shown, {
      choices,
      quote,
      form,
      askedMonth: req.query.month,
      now: this.clock.now(),
    });
    await renderPage(req, res, rescheduleView, page, { title: 'Move to another time', status });
  }

  private async toShown(booking: SessionBooking, viewerZone: string): Promise<ShownBooking> {
    const [slot, mentor] = await Promise.all([
      this.slots.findById(booking.timeSlotId),
      findMentor(this.mentors, booking.mentorId),
    ]);
    if (!slot) throw new DomainError('SLOT_NOT_FOUND');
    return { booking, slot, mentor, viewerZone };
  }
}

function requestOf(req: PageRequest) {
  return { bookingId: req.params.bookingId, userId: currentUser(req).id };
}

/** Changes that a booking may undergo while its user looks at a page about it. */
const expected: readonly ErrorCode[] = ['CONFLICT', 'SLOT_CLOSED', 'SLOT_FULL', 'ALREADY_BOOKED'];

/** Shows the booking instead of an error page when a change of it was refused. */
export function showUnchanged(
  overview: Pick<BookingOverview, 'ofBooking'>,
  clock: Clock,
): ErrorRequestHandler<{ bookingId: string }> {
  return showInsteadOf<{ bookingId: string }>(expected, async (req, res, { error, status }) => {
    const { bookingId } = req.params;
    const user = currentUser(req);
    const page = toUnchangedPage(await overview.ofBooking(bookingId, user.id), {
      error,
      user,
      now: clock.now(),
      retryHref: retryPathFor(req) ?? paths.booking(bookingId),
    });
    await renderPage(req, res, unchangedView, page, { title: page.heading, status });
  });
}
