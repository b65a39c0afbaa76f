import type { Request, Response } from 'express';
import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import { addFlash } from '../../web/flash.ts';
import type { FormModel } from '../../web/form.page.ts';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { readPage } from '../../web/paging.ts';
import { formValues, parseForm } from '../../web/parse-input.ts';
import { seeOther } from '../../web/see-other.ts';
import type { AccountService } from '../accounts/index.ts';
import type { TimeSlotRepository } from '../slots/index.ts';
import type { MentorBookingRepository } from './mentor-booking.repository.ts';
import { findOwnSlot } from './own-slot.ts';
import { listOwnSlots } from './own-slot-list.ts';
import { copiedValues, newSlotValues, toSlotForm } from './slot-form.ts';
import type { SlotFormPage } from './slot-form.page.ts';
import { newSlotSchema } from './slot-form.schema.ts';
import type { SlotPublishing } from './slot-publishing.ts';
import { toSlotsPage } from './slots-page.ts';

export interface MentorSlotsDeps {
  readonly slots: TimeSlotRepository;
  readonly mentorBookings: MentorBookingRepository;
  readonly publishing: SlotPublishing;
  readonly accounts: AccountService;
  readonly clock: Clock;
}

/** The mentor's sessions as a list, and the form for new ones. */
export class MentorSlotsController {
  constructor(private readonly deps: MentorSlotsDeps) {}

  list = async (req: Request, res: Response): Promise<void> => {
    const { id: mentorId, timeZone } = currentUser(req);
    const now = this.deps.clock.now();
    const [own, mentors] = await Promise.all([
      listOwnSlots(this.deps, { mentorId, now, page: readPage(req.query.page) }),
      this.deps.accounts.findMentors([mentorId]),
    ]);
    const page = toSlotsPage({ ...own, handle: mentors[0]?.handle ?? '', timeZone, now });
    await renderPage(req, res, { view: 'mentor/slots', title: 'Your sessions', page });
  };

  /** Empty, or filled from another of the mentor's sessions: `?copy=slotId`. */
  showForm = async (req: Request, res: Response): Promise<void> => {
    const { id: mentorId, timeZone } = currentUser(req);
    const { copy } = req.query;
    const copied =
      typeof copy === 'string' ? await findOwnSlot(this.deps.slots, { slotId: copy, mentorId }) : undefined;
    const values = { ...newSlotValues(timeZone), ...(copied && copiedValues(copied)) };
    await showNewSlot(req, res, { values, errors: {} });
  };

  create = async (req: Request, res: Response): Promise<void> => {
    const parsed = parseForm(newSlotSchema, req.body);
    if (!parsed.isValid) {
      await showNewSlot(req, res, parsed);
      return;
    }
    const published = await this.deps.publishing.publish(currentUser(req), parsed.data);
    if (published.kind === 'refused') {
      await showNewSlot(req, res, { values: formValues(req.body), errors: published.errors });
      return;
    }
    const { slotIds } = published;
    const text = slotIds.length === 1 ? 'The session is open.' : `${slotIds.length} sessions are open.`;
    addFlash(req, { role: 'status', text });
    seeOther(res, paths.mentorSlot(slotIds[0]));
  };
}

function showNewSlot(req: Request, res: Response, form: FormModel): Promise<void> {
  const page: SlotFormPage = { ...toSlotForm(form), slotId: null };
  const status = Object.keys(form.errors).length > 0 ? 422 : 200;
  return renderPage(req, res, { view: 'mentor/slot-form', title: 'New session', page, status });
}
