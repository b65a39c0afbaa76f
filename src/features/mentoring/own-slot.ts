import { DomainError } from '../../shared/errors.ts';
import type { TimeSlot, TimeSlotRepository } from '../slots/index.ts';
import type { MentorBookingRepository, SlotRevenue } from './mentor-booking.repository.ts';

export type OwnSlots = Pick<TimeSlotRepository, 'findById'>;

/** @throws DomainError SLOT_NOT_FOUND, also for another mentor's slot */
export async function findOwnSlot(
  slots: OwnSlots,
  { slotId, mentorId }: { slotId: string; mentorId: string },
): Promise<TimeSlot> {
  const slot = await slots.findById(slotId);
  if (slot?.mentorId !== mentorId) throw new DomainError('SLOT_NOT_FOUND');
  return slot;
}

/** A mentor's sessions. */
export interface OwnSlotList {
  /** Future and running sessions, the next first. */
  readonly upcoming: readonly TimeSlot[];
  /** One page of past and cancelled sessions, the latest first. */
  readonly past: readonly TimeSlot[];
  /** The page of the past sessions, from 1. */
  readonly page: number;
  readonly hasNextPage: boolean;
  readonly revenue: ReadonlyMap<string, SlotRevenue>;
}

const PAST_ON_A_PAGE = 20;

export async function listOwnSlots(
  slots: Pick<TimeSlotRepository, 'listOpenOfMentor' | 'listPastOfMentor'>,
  mentorBookings: Pick<MentorBookingRepository, 'revenueBySlot'>,
  { mentorId, now, page }: { mentorId: string; now: Date; page: number },
): Promise<OwnSlotList> {
  const skip = (page - 1) * PAST_ON_A_PAGE;
  const [upcoming, found] = await Promise.all([
    slots.listOpenOfMentor(mentorId, now),
    slots.listPastOfMentor({ mentorId, now, skip, limit: PAST_ON_A_PAGE + 1 }),
  ]);
  const past = found.slice(0, PAST_ON_A_PAGE);
  const revenue = await mentorBookings.revenueBySlot([...upcoming, ...past].map(({ id }) => id));
  return { upcoming, past, page, hasNextPage: found.length > PAST_ON_A_PAGE, revenue };
}
