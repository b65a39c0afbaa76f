import { Types } from 'mongoose';
import type { Paise } from '../../shared/money.ts';
import { type TimeSlotModel, toTimeSlot } from './time-slot.model.ts';
import type { TimeSlot } from './time-slot.ts';

export interface AlternativesQuery {
  readonly mentorId: string;
  /** The user for whom seats are searched. Slots in which they hold a seat are left out. */
  readonly userId: string;
  /** The session that is left out. */
  readonly exceptSlotId: string;
  readonly now: Date;
  readonly limit: number;
  /** If given, only sessions at this price. */
  readonly price?: Paise;
}

/** Where somebody lost a seat, a few other times are offered. */
const MAX_SUGGESTED = 3;

/** Finds other sessions of a mentor in which the user could have a seat. */
export class SlotAlternativesRepository {
  constructor(private readonly slots: TimeSlotModel) {}

  /** The next few open slots with a free seat. */
  suggest(query: Omit<AlternativesQuery, 'limit' | 'price'>): Promise<readonly TimeSlot[]> {
    return this.list({ ...query, limit: MAX_SUGGESTED });
  }

  /** Open future slots with a free seat, the next first. */
  async list({
    mentorId,
    userId,
    exceptSlotId,
    now,
    limit,
    price,
  }: AlternativesQuery): Promise<readonly TimeSlot[]> {
    const ownSeat = { userId: new Types.ObjectId(userId), releasedAt: { $exists: false } };
    const records = await this.slots
      .find(
        {
          mentorId: new Types.ObjectId(mentorId),
          status: 'open',
          scheduledAt: { $gt: now },
          _id: { $ne: new Types.ObjectId(exceptSlotId) },
          $expr: { $lt: ['$currentStudents', '$maxStudents'] },
          seats: { $not: { $elemMatch: ownSeat } },
          ...(price !== undefined && { price }),
        },
        { seats: 0 },
      )
      .sort({ scheduledAt: 1 })
      .limit(limit)
      .lean();
    return records.map(toTimeSlot);
  }
}
