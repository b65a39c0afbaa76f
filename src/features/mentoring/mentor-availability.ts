import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import {
  endsAt,
  type SlotEditingRepository,
  type TimeSlot,
  type TimeSlotRepository,
} from '../slots/index.ts';
import type { BusyTime, BusyTimeRecord, MentorCalendarRepository } from './mentor-calendar.repository.ts';

export type Reservation =
  | { readonly kind: 'reserved' }
  | { readonly kind: 'taken'; readonly by: TimeSlot | undefined }
  /** The mentor has as many future sessions as allowed. */
  | { readonly kind: 'too-many' };

/**
 * Milliseconds between reserving a time and writing the slot. An older reservation without a slot was left by a crash.
 */
const UNDER_WAY_MS = 60_000;
const MAX_ATTEMPTS = 3;

/** Ensures that a mentor's open sessions do not overlap, even if two tabs save at once. */
export class MentorAvailability {
  constructor(
    private readonly calendars: MentorCalendarRepository,
    private readonly slots: TimeSlotRepository,
    private readonly editing: SlotEditingRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Reserves all of the times or none. The caller then writes the slots, or frees the times again.
   * @throws DomainError RATE_LIMITED if too many were reserved within an hour
   */
  async reserve(mentorId: string, times: readonly BusyTime[]): Promise<Reservation> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const answer = await this.calendars.reserve(mentorId, times);
      if (answer === 'reserved') return this.checkSlots(mentorId, times);
      if (answer === 'too-many') return this.explainLimit(mentorId, times.length);
      const taken = await this.calendars.listOverlapping(mentorId, times);
      const by = await this.findHolder(mentorId, taken);
      if (by !== 'nobody') return { kind: 'taken', by };
    }
    return { kind: 'taken', by: undefined };
  }

  private async explainLimit(mentorId: string, count: number): Promise<Reservation> {
    const since = await this.calendars.findHourlyLimit(mentorId, count);
    if (!since) return { kind: 'too-many' };
    const passed = (this.clock.now().getTime() - since.getTime()) / 1000;
    throw new DomainError('RATE_LIMITED', { retryAfterSeconds: Math.max(1, Math.ceil(3_600 - passed)) });
  }

  /** An open session, other than the given one, that overlaps this period. */
  async findOverlap(
    mentorId: string,
    span: { from: Date; to: Date },
    exceptId?: string,
  ): Promise<TimeSlot | undefined> {
    const open = await this.editing.listOpenWithin(mentorId, span);
    return open.find(({ id }) => id !== exceptId);
  }

  free(mentorId: string, times: readonly BusyTime[]): Promise<void> {
    return this.calendars.free(mentorId, times);
  }

  /** Frees all times of the slot except its present one. */
  keepOnlyTimeOf(slot: TimeSlot): Promise<void> {
    const time = { from: slot.scheduledAt, to: endsAt(slot) };
    return this.calendars.keepOnly(slot.mentorId, slot.id, slot.status === 'open' ? time : undefined);
  }

  /** The calendar knows only slots made by the forms, so the slots themselves are checked, too. */
  private async checkSlots(mentorId: string, times: readonly BusyTime[]): Promise<Reservation> {
    const own = new Set(times.map(({ slotId }) => slotId));
    const open = await this.editing.listOpenWithin(mentorId, spanOf(times));
    const by = open.find((slot) => !own.has(slot.id) && times.some((time) => overlaps(slot, time)));
    if (!by) return { kind: 'reserved' };
    await this.free(mentorId, times);
    return { kind: 'taken', by };
  }

  /**
   * Frees times that a crash has left.
   * @returns the slot that holds one of the others; `undefined` if that slot is still being written
   */
  private async findHolder(
    mentorId: string,
    taken: readonly BusyTimeRecord[],
  ): Promise<TimeSlot | undefined | 'nobody'> {
    const slots = await this.slots.findMany(taken.map(({ slotId }) => slotId));
    const held = taken.filter((time) => isHeld(time, slots.get(time.slotId)));
    if (held[0]) return slots.get(held[0].slotId);
    const limit = this.clock.now().getTime() - UNDER_WAY_MS;
    const left = taken.filter(({ at }) => at.getTime() < limit);
    if (left.length > 0) await this.free(mentorId, left);
    return left.length === taken.length ? 'nobody' : undefined;
  }
}

function isHeld(time: BusyTime, slot: TimeSlot | undefined): boolean {
  return slot?.status === 'open' && overlaps(slot, time);
}

function overlaps(slot: TimeSlot, { from, to }: Pick<BusyTime, 'from' | 'to'>): boolean {
  return slot.scheduledAt < to && endsAt(slot) > from;
}

function spanOf(times: readonly BusyTime[]) {
  return {
    from: new Date(Math.min(...times.map(({ from }) => from.getTime()))),
    to: new Date(Math.max(...times.map(({ to }) => to.getTime()))),
  };
}
