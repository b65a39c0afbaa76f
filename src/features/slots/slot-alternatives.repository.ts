import { Types } from 'mongoose';
import type { Paise } from '../../shared/money.ts';
import { type TimeSlotModel, toTimeSlot } from './time-slot.model.ts';
import type { TimeSlot } from './time-slot.ts';

export interface AlternativesQuery {
  readonly mentorId: string;
  /** Who would sit there: not where they hold a seat already. */
  readonly userId: string;
  /** The session that is left out. */
  readonly exceptSlotId: string;
  readonly now: Date;
  readonly limit: number;
  /** Only at this price, if given. */
  readonly price?: Paise;
}

/** Finds other sessions of a mentor in which somebody could have a seat. */
export class SlotAlternativesRepository {
  constructor(private readonly slots: TimeSlotModel) {}

  /** Open and ahead, with a seat free, the next first. */
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
