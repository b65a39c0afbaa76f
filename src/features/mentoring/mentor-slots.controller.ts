import type { Request, Response } from 'express';
import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import { addFlash } from '../../web/flash.ts';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { type FormModel, readPage } from '../../web/partials.page.ts';
import { formValues, parseForm } from '../../web/parse-input.ts';
import { seeOther } from '../../web/return-to.ts';
import {
  type MentorDirectory,
  requireOwnSlot,
  type TimeSlot,
  type TimeSlotRepository,
} from '../slots/index.ts';
import type { MentorBookingRepository } from './mentor-booking.repository.ts';
import { mentorSlotsView, type OwnSlotList, toSlotsPage } from './mentor-slots.page.ts';
import {
  copiedValues,
  newSlotValues,
  type SlotFormPage,
  slotFormView,
  slotValues,
  toSlotForm,
} from './slot-form.page.ts';
import { newSlotSchema, readSkippedDays, withDuration } from './slot-form.schema.ts';
import type { SlotPreviews } from './slot-preview.ts';
import type { SlotPublishing } from './slot-publishing.ts';
import { weekOf } from './week.ts';

interface ShownForm {
  readonly form: FormModel;
  /** The session that the form changes, if it does. */
  readonly changedId?: string | undefined;
}

/** The list of the mentor's sessions, and the form for new ones. */
export class MentorSlotsController {
  constructor(
    private readonly slots: TimeSlotRepository,
    private readonly mentorBookings: MentorBookingRepository,
    private readonly publishing: SlotPublishing,
    private readonly previews: SlotPreviews,
    private readonly mentors: Pick<MentorDirectory, 'findMentors'>,
    private readonly clock: Clock,
  ) {}

  list = async (req: Request, res: Response): Promise<void> => {
    const { id: mentorId, timeZone, isEmailVerified } = currentUser(req);
    const now = this.clock.now();
    const day = typeof req.query.week === 'string' ? req.query.week : undefined;
    const week = weekOf({ day, timeZone, now });
    const [own, weekSlots, [mentor]] = await Promise.all([
      listOwnSlots(this.slots, this.mentorBookings, { mentorId, now, page: readPage(req.query.page) }),
      this.slots.listOfMentorBetween(mentorId, week.from, week.to),
      this.mentors.findMentors([mentorId]),
    ]);
    if (!mentor) throw new DomainError('FORBIDDEN');
    const page = toSlotsPage({
      ...own,
      mentor,
      isEmailVerified,
      timeZone,
      day,
      weekSlots,
      upcomingPage: readPage(req.query.ahead),
      now,
    });
    await renderPage(req, res, mentorSlotsView, page, { title: 'Your sessions' });
  };

  /** Empty, or filled from another of the mentor's sessions with `?copy=slotId`. */
  showForm = async (req: Request, res: Response): Promise<void> => {
    const copied = await this.findNamed(req, req.query.copy);
    const values = { ...newSlotValues(currentUser(req).timeZone), ...(copied && copiedValues(copied)) };
    await this.showNewSlot(req, res, { form: { values, errors: {} } });
  };

  /** Shows the form as it was sent beside a preview of the ticket. `?of=slotId` completes it. Saves nothing. */
  preview = async (req: Request, res: Response): Promise<void> => {
    const changed = await this.findNamed(req, req.query.of);
    const values = { ...(changed && slotValues(changed)), ...formValues(withDuration(req.body)) };
    await this.showNewSlot(req, res, { form: { values, errors: {} }, changedId: changed?.id });
  };

  create = async (req: Request, res: Response): Promise<void> => {
    const body = withDuration(req.body);
    const parsed = parseForm(newSlotSchema, body);
    if (!parsed.isValid) return this.showNewSlot(req, res, { form: parsed });
    const published = await this.publishing.publish(currentUser(req), parsed.data);
    if (published.kind === 'refused') {
      const form = { values: formValues(body), errors: published.errors };
      return this.showNewSlot(req, res, { form });
    }
    const { slotIds } = published;
    const text =
      slotIds.length === 1
        ? 'The session is open. Share its link below.'
        : `${slotIds.length} sessions are open. Share their links below.`;
    addFlash(req, { role: 'status', text });
    seeOther(res, paths.mentorSlot(slotIds[0]));
  };

  /** The mentor's own session that a parameter of the address names. */
  private async findNamed(req: Request, slotId: unknown): Promise<TimeSlot | undefined> {
    if (typeof slotId !== 'string') return undefined;
    return requireOwnSlot(this.slots, { slotId, mentorId: currentUser(req).id });
  }

  private async showNewSlot(req: Request, res: Response, { form, changedId }: ShownForm): Promise<void> {
    const { id } = currentUser(req);
    const [[mentor], preview] = await Promise.all([
      this.mentors.findMentors([id]),
      this.previews.preview(id, form.values, { skipped: readSkippedDays(req.body), changedId }),
    ]);
    const page: SlotFormPage = { ...toSlotForm(form, mentor?.topics), preview };
    const status = Object.keys(form.errors).length > 0 ? 422 : 200;
    await renderPage(req, res, slotFormView, page, { title: 'New session', status });
  }
}

const PAST_PER_PAGE = 20;

async function listOwnSlots(
  slots: Pick<TimeSlotRepository, 'listOpenOfMentor' | 'listPastOfMentor'>,
  mentorBookings: Pick<MentorBookingRepository, 'revenueBySlot'>,
  { mentorId, now, page }: { mentorId: string; now: Date; page: number },
): Promise<OwnSlotList> {
  const skip = (page - 1) * PAST_PER_PAGE;
  const [upcoming, found] = await Promise.all([
    slots.listOpenOfMentor(mentorId, now),
    slots.listPastOfMentor({ mentorId, now, skip, limit: PAST_PER_PAGE + 1 }),
  ]);
  const past = found.slice(0, PAST_PER_PAGE);
  const revenue = await mentorBookings.revenueBySlot([...upcoming, ...past].map(({ id }) => id));
  return { upcoming, past, page, hasNextPage: found.length > PAST_PER_PAGE, revenue };
}
