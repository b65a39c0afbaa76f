import type { Request, Response } from 'express';
import { paths } from '../../paths.ts';
import { DomainError } from '../../shared/errors.ts';
import { formatInr } from '../../shared/money.ts';
import { addFlash } from '../../web/flash.ts';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { parseForm } from '../../web/parse-input.ts';
import { emptyForm, type FormModel } from '../../web/partials.page.ts';
import { seeOther } from '../../web/return-to.ts';
import { siteSettingsOf } from '../../web/site-settings.ts';
import type { SessionBooking } from '../bookings/index.ts';
import type { MentorDirectory, TimeSlotRepository } from '../slots/index.ts';
import { moveAnswerSchema } from './slot-form.schema.ts';
import { timeChangeView, toTimeChangePage } from './time-change.page.ts';
import type { TimeChanges } from './time-changes.ts';

type BookingRequest = Request<{ bookingId: string }>;

/** The attendee's answer to a time change. */
export class TimeChangeController {
  constructor(
    private readonly timeChanges: TimeChanges,
    private readonly slots: Pick<TimeSlotRepository, 'findById'>,
    private readonly mentors: Pick<MentorDirectory, 'findMentors'>,
  ) {}

  show = async (req: BookingRequest, res: Response): Promise<void> => {
    await this.render(req, res, { booking: await this.findBooking(req), form: emptyForm });
  };

  answer = async (req: BookingRequest, res: Response): Promise<void> => {
    const parsed = parseForm(moveAnswerSchema, req.body);
    const booking = await this.findBooking(req);
    if (!parsed.isValid) return this.render(req, res, { booking, form: parsed });
    const { answer } = parsed.data;
    await this.carryOut(answer, booking);
    addFlash(req, { role: 'status', text: confirmations[answer](formatInr(booking.amount)) });
    seeOther(res, paths.booking(booking.id));
  };

  private carryOut(answer: 'keep' | 'refund', booking: SessionBooking): Promise<void> {
    switch (answer) {
      case 'keep':
        return this.timeChanges.keep(booking);
      case 'refund':
        return this.timeChanges.refund(booking);
    }
  }

  private findBooking(req: BookingRequest): Promise<SessionBooking> {
    const { bookingId } = req.params;
    return this.timeChanges.findOffered({ bookingId, userId: currentUser(req).id });
  }

  private async render(req: Request, res: Response, { booking, form }: Shown): Promise<void> {
    const { timeZone: viewerZone } = currentUser(req);
    const now = siteSettingsOf(req).clock.now();
    const [slot, [mentor]] = await Promise.all([
      this.slots.findById(booking.timeSlotId),
      this.mentors.findMentors([booking.mentorId]),
    ]);
    if (!slot || !booking.moveOffer) throw new DomainError('BOOKING_NOT_FOUND');
    const mentorName = mentor?.name ?? 'Your mentor';
    const page = toTimeChangePage({ booking, slot, mentorName, form }, { viewerZone, now });
    const status = Object.keys(form.errors).length > 0 ? 422 : 200;
    await renderPage(req, res, timeChangeView, page, { title: 'The session has another time', status });
  }
}

interface Shown {
  readonly booking: SessionBooking;
  readonly form: FormModel;
}

const confirmations = {
  keep: () => 'Your seat is kept, at the new time.',
  refund: (amount: string) => `Your booking is cancelled. ${amount} goes back to you, all that you paid.`,
};
