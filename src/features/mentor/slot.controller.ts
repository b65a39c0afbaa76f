import type { Request, Response } from 'express';
import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import { isObjectId } from '../../shared/ids.ts';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import type { AccountService } from '../accounts/index.ts';
import type { TimeSlot, TimeSlotRepository } from '../slots/index.ts';
import type { MentorBookingRepository } from './mentor-booking.repository.ts';
import { toMentorSlotPage, type RefusedForms } from './slot-page.ts';

export interface MentorSlotDeps {
  readonly slots: TimeSlotRepository;
  readonly mentorBookings: MentorBookingRepository;
  readonly accounts: AccountService;
  readonly clock: Clock;
}

interface Shown {
  readonly slot: TimeSlot;
  readonly refused?: RefusedForms;
}

type SlotRequest = Request<{ slotId: string }>;

/** One of the mentor's sessions. */
export class MentorSlotController {
  constructor(private readonly deps: MentorSlotDeps) {}

  show = async (req: SlotRequest, res: Response): Promise<void> => {
    await this.render(req, res, { slot: await this.findOwnSlot(req) });
  };

  /** @throws DomainError SLOT_NOT_FOUND, for the slot of another mentor too */
  private async findOwnSlot(req: SlotRequest): Promise<TimeSlot> {
    const { slotId } = req.params;
    const slot = isObjectId(slotId) ? await this.deps.slots.findById(slotId) : undefined;
    if (slot?.mentorId !== currentUser(req).id) throw new DomainError('SLOT_NOT_FOUND');
    return slot;
  }

  private async render(req: SlotRequest, res: Response, { slot, refused = {} }: Shown): Promise<void> {
    const bookings = await this.deps.mentorBookings.listOfSlot(slot.id);
    const users = await this.deps.accounts.findByIds(bookings.map(({ userId }) => userId));
    const people = new Map(users.map((user) => [user.id, user]));
    const { timeZone } = currentUser(req);
    const own = { slot, bookings, people, timeZone, now: this.deps.clock.now() };
    const page = toMentorSlotPage(own, refused);
    const status = refused.edit || refused.cancel ? 422 : 200;
    await renderPage(req, res, { view: 'mentor/slot', title: slot.title, page, status });
  }
}
