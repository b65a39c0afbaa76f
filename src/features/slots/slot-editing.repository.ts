import { Types } from 'mongoose';
import type { TimeSlotModel, TimeSlotRecord } from './time-slot.model.ts';
import { toTimeSlot, type NewTimeSlot } from './time-slot.repository.ts';
import { endsAt, type TimeSlot } from './time-slot.ts';

/** No session is longer: what starts earlier than this before a time has ended by then. */
const LONGEST_SESSION_MS = 480 * 60_000;

export interface TimeSpan {
  readonly from: Date;
  readonly to: Date;
}

/** What a mentor does to slots: every write asks, in its filter, for what makes it right. */
export class SlotEditingRepository {
  constructor(private readonly slots: TimeSlotModel) {}

  newSlotId(): string {
    return String(new Types.ObjectId());
  }

  async insertMany(slots: readonly (NewTimeSlot & { readonly id: string })[]): Promise<void> {
    await this.slots.create(
      slots.map(({ id, mentorId, ...slot }) => ({
        ...slot,
        _id: new Types.ObjectId(id),
        mentorId: new Types.ObjectId(mentorId),
      })),
    );
  }

  /** The mentor's open slots that take place, even partly, between the two moments. */
  async listOpenWithin(mentorId: string, { from, to }: TimeSpan): Promise<readonly TimeSlot[]> {
    const records = await this.slots
      .find(
        {
          mentorId,
          status: 'open',
          scheduledAt: { $lt: to, $gt: new Date(from.getTime() - LONGEST_SESSION_MS) },
        },
        { seats: 0 },
      )
      .lean<TimeSlotRecord[]>();
    return records.map(toTimeSlot).filter((slot) => endsAt(slot) > from);
  }
}
