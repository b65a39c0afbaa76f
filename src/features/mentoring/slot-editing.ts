import type { Clock } from '../../shared/clock.ts';
import { DomainError, type FieldErrors } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import { toMoment } from '../../shared/zoned-time.ts';
import type { BookingEvents } from '../bookings/index.ts';
import {
  fitsSessionType,
  isOnSale,
  isTooFarAhead,
  type SlotChange,
  type SlotEditingRepository,
  type TimeSlot,
  type TimeSlotRepository,
} from '../slots/index.ts';
import type { MentorAvailability } from './mentor-availability.ts';
import type { MentorBookingRepository } from './mentor-booking.repository.ts';
import { slotValues } from './slot-form.page.ts';
import { type EditedSlotFields, slotMessages } from './slot-form.schema.ts';
import type { FollowedBookings, TimeChanges } from './time-changes.ts';

export type SlotEdit =
  /** `told`: the number of attendees who get an invitation with the new title or meeting link. */
  | ({ readonly kind: 'changed'; readonly told: number } & FollowedBookings)
  | { readonly kind: 'refused'; readonly errors: FieldErrors }
  /** The form was filled from an older version; `slot` is the present one. */
  | { readonly kind: 'conflict'; readonly slot: TimeSlot };

/** Changes a session. What is sold binds: the price stays, the seats stay, and attendees are asked about a new time. */
export class SlotEditing {
  constructor(
    private readonly slots: TimeSlotRepository,
    private readonly editing: SlotEditingRepository,
    private readonly availability: MentorAvailability,
    private readonly timeChanges: TimeChanges,
    private readonly slotUpdates: SlotUpdates,
    /** Offers new seats to the waiting list. Best effort. */
    private readonly waitlist: { offerFreeSeats(slotId: string): Promise<unknown> },
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** @throws DomainError SLOT_CLOSED once it has started or is cancelled */
  async edit(slot: TimeSlot, { version, ...fields }: EditedSlotFields): Promise<SlotEdit> {
    if (!isOnSale(slot, this.clock.now())) throw closed();
    if (version !== slot.version) return { kind: 'conflict', slot };
    const start = this.readStart(slot, fields);
    if (typeof start === 'string') return refuse({ startsAt: start });
    const change: SlotChange = {
      ...fields,
      sessionType: fields.sessionType ?? slot.sessionType,
      refundPolicy: fields.refundPolicy ?? slot.refundPolicy,
      timeZone: fields.timeZone ?? slot.timeZone,
      scheduledAt: start,
    };
    if (!fitsSessionType(change)) return refuse({ maxStudents: slotMessages.oneSeat });
    const isMoved = +start !== +slot.scheduledAt || fields.duration !== slot.duration;
    return isMoved ? this.move(slot, change) : this.save(slot, change);
  }

  /** The new start, or why there is none. If the form repeats the stored time, nothing changes. */
  private readStart(
    slot: TimeSlot,
    { startsAt, timeZone = slot.timeZone }: Omit<EditedSlotFields, 'version'>,
  ): Date | string {
    if (startsAt === slotValues(slot).startsAt && timeZone === slot.timeZone) return slot.scheduledAt;
    const start = toMoment(startsAt, timeZone);
    if (!start) return slotMessages.missingTime(startsAt, timeZone);
    const now = this.clock.now();
    if (isTooFarAhead(start, now)) return slotMessages.tooFarAhead;
    return start > now ? start : slotMessages.past;
  }

  private async move(slot: TimeSlot, change: SlotChange): Promise<SlotEdit> {
    const to = new Date(change.scheduledAt.getTime() + change.duration * 60_000);
    const times = [{ slotId: slot.id, from: change.scheduledAt, to }];
    const reservation = await this.availability.reserve(slot.mentorId, times);
    if (reservation.kind !== 'reserved')
      return refuse({ startsAt: slotMessages.notReserved(reservation, this.clock.now()) });
    const edit = await this.save(slot, change);
    const present = await this.slots.findById(slot.id);
    if (present) await this.availability.keepOnlyTimeOf(present);
    if (edit.kind !== 'changed') return edit;
    return { ...edit, ...(await this.timeChanges.follow(slot.id)) };
  }

  private async save(slot: TimeSlot, change: SlotChange): Promise<SlotEdit> {
    const changed = await this.editing.change(slot, change);
    if (!changed) return this.explainRefusal(slot, change);
    this.logger.info({ mentorId: slot.mentorId, slotId: slot.id }, 'slot.changed');
    if (change.maxStudents > slot.maxStudents) await this.offerNewSeats(slot.id);
    return { kind: 'changed', asked: 0, back: 0, told: await this.tellUpdate(slot.id) };
  }

  /** The change is saved. The sweep tells those who cannot be told now. */
  private async tellUpdate(slotId: string): Promise<number> {
    try {
      return await this.slotUpdates.tell(slotId);
    } catch (error) {
      this.logger.warn({ slotId, error }, 'slot-update.postponed');
      return 0;
    }
  }

  private async offerNewSeats(slotId: string): Promise<void> {
    try {
      await this.waitlist.offerFreeSeats(slotId);
    } catch (error) {
      this.logger.error({ slotId, error }, 'slot.offer-failed');
    }
  }

  private async explainRefusal(seen: TimeSlot, change: SlotChange): Promise<SlotEdit> {
    const slot = await this.slots.findById(seen.id);
    if (!slot || !isOnSale(slot, this.clock.now())) throw closed();
    if (slot.version !== seen.version) return { kind: 'conflict', slot };
    const sold = slot.currentStudents;
    if (change.maxStudents < sold) {
      return refuse({ maxStudents: `Seats: ${sold} are sold, so there cannot be fewer.` });
    }
    if (change.price !== slot.price && sold > 0) {
      return refuse({ price: 'Price: it stays while seats are sold at it.' });
    }
    throw new DomainError('CONFLICT');
  }
}

function refuse(errors: FieldErrors): SlotEdit {
  return { kind: 'refused', errors };
}

function closed(): DomainError {
  return new DomainError('SLOT_CLOSED', {
    message: 'This session has started or is cancelled, so it can no longer be changed.',
  });
}

/** Sends attendees a new invitation when the title or meeting link of their session changes. */
export class SlotUpdates {
  constructor(
    private readonly slots: TimeSlotRepository,
    private readonly editing: SlotEditingRepository,
    private readonly mentorBookings: MentorBookingRepository,
    private readonly events: Pick<BookingEvents, 'tell'>,
  ) {}

  /** Tells everybody who booked before the change. Repeatable, until all are told. @returns how many were told */
  async tell(slotId: string): Promise<number> {
    const changedAt = await this.editing.findUnfinished(slotId, 'update');
    const slot = await this.slots.findById(slotId);
    if (!changedAt || !slot) return 0;
    const seats = slot.status === 'open' ? await this.editing.listHeldSeats(slotId) : [];
    let told = 0;
    for (const { bookingId } of seats) {
      const booking = await this.mentorBookings.noteUpdate(bookingId, slotId, changedAt);
      if (!booking) continue;
      await this.events.tell('sessionUpdated', booking);
      told += 1;
    }
    await this.editing.finish(slotId, 'update', changedAt);
    return told;
  }
}
