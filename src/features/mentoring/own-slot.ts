import { DomainError } from '../../shared/errors.ts';
import type { Paise } from '../../shared/money.ts';
import type { TimeSlot, TimeSlotRepository } from '../slots/index.ts';
import type { MentorBookingRepository } from './mentor-booking.repository.ts';

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
  readonly revenue: ReadonlyMap<string, Paise>;
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

interface Period {
  readonly from: Date;
  readonly to: Date;
}

/**
 * Sessions that start in either period, including cancelled ones. Overlapping periods are read at once, as for a week
 * and a month.
 */
export async function listTwoPeriods(
  slots: Pick<TimeSlotRepository, 'listOfMentorBetween'>,
  mentorId: string,
  [one, other]: readonly [Period, Period],
): Promise<readonly [readonly TimeSlot[], readonly TimeSlot[]]> {
  const read = ({ from, to }: Period) => slots.listOfMentorBetween(mentorId, from, to);
  if (one.to < other.from || other.to < one.from) return Promise.all([read(one), read(other)]);
  const both = await read({
    from: one.from < other.from ? one.from : other.from,
    to: one.to > other.to ? one.to : other.to,
  });
  const during = ({ from, to }: Period) =>
    both.filter(({ scheduledAt }) => scheduledAt >= from && scheduledAt < to);
  return [during(one), during(other)];
}
