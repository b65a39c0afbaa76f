import { Types } from 'mongoose';
import type { Clock } from '../../shared/clock.ts';
import { type SeatRecord, type TimeSlotModel, toTimeSlot } from './time-slot.model.ts';
import type { NewTimeSlot } from './time-slot.repository.ts';
import { endsAt, MAX_SESSION_MS, type TimeSlot } from './time-slot.ts';

export interface TimeSpan {
  readonly from: Date;
  readonly to: Date;
}

/** The fields that a mentor may change. */
export type SlotChange = Omit<
  TimeSlot,
  'id' | 'mentorId' | 'currentStudents' | 'status' | 'cancellation' | 'version'
>;

/** Work that continues after a slot was written, until every booking has followed. */
export type UnfinishedWork = 'cancellation' | 'move' | 'update';

/** A sold seat that was not released. */
export type HeldSeat = Pick<SeatRecord, 'bookingId' | 'orderId' | 'paymentId'>;

/** A mentor's changes of slots. The filter of every write checks its conditions. */
export class SlotEditingRepository {
  constructor(
    private readonly slots: TimeSlotModel,
    private readonly clock: Clock,
  ) {}

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

  /** The mentor's open slots that overlap this period. */
  async listOpenWithin(mentorId: string, { from, to }: TimeSpan): Promise<readonly TimeSlot[]> {
    const records = await this.slots
      .find(
        {
          mentorId,
          status: 'open',
          scheduledAt: { $lt: to, $gt: new Date(from.getTime() - MAX_SESSION_MS) },
        },
        { seats: 0 },
      )
      .lean();
    return records.map(toTimeSlot).filter((slot) => endsAt(slot) > from);
  }

  /**
   * Changes a slot that is on sale and still has the version that was seen. The filter also checks that there are
   * enough seats for those sold, and that the price changes only while none is sold. Undefined if a condition fails.
   */
  async change(seen: TimeSlot, change: SlotChange): Promise<TimeSlot | undefined> {
    const at = this.clock.now();
    const { scheduledAt, duration, version } = seen;
    const isMoved = +change.scheduledAt !== +scheduledAt || change.duration !== duration;
    // A mail about another time already contains the new invitation.
    const isUpdated = !isMoved && (change.title !== seen.title || change.meetingUrl !== seen.meetingUrl);
    const record = await this.slots
      .findOneAndUpdate(
        {
          _id: seen.id,
          status: 'open',
          scheduledAt: { $eq: scheduledAt, $gt: at },
          duration,
          version: version === 0 ? { $in: [0, null] } : version,
          currentStudents: { $lte: change.maxStudents },
          $or: [{ price: change.price }, { currentStudents: 0 }],
        },
        {
          $set: {
            ...change,
            version: version + 1,
            ...(isMoved && { move: { at, isOpen: true } }),
            ...(isUpdated && { update: { at, isOpen: true } }),
          },
          // The slot must be listed again.
          $unset: { 'listing.version': 1 },
        },
        { returnDocument: 'after', projection: { seats: 0 } },
      )
      .lean();
    return record ? toTimeSlot(record) : undefined;
  }

  /** Closes the slot for good. Undefined if it has started or is already cancelled. */
  async close(slotId: string, reason: string): Promise<TimeSlot | undefined> {
    const at = this.clock.now();
    const record = await this.slots
      .findOneAndUpdate(
        { _id: slotId, status: 'open', scheduledAt: { $gt: at } },
        { $set: { status: 'cancelled', cancellation: { at, reason, isOpen: true } } },
        { returnDocument: 'after', projection: { seats: 0 } },
      )
      .lean();
    return record ? toTimeSlot(record) : undefined;
  }

  async listHeldSeats(slotId: string): Promise<readonly HeldSeat[]> {
    const record = await this.slots.findById(slotId, { seats: 1 }).lean();
    return (record?.seats ?? []).filter(({ releasedAt }) => releasedAt === undefined);
  }

  /** Ends the work on a cancellation, or on a change if it is still the latest one. */
  async finish(slotId: string, work: UnfinishedWork, at: Date): Promise<void> {
    await this.slots.updateOne({ _id: slotId, [`${work}.at`]: at }, { $unset: { [`${work}.isOpen`]: 1 } });
  }

  /** When the unfinished work on the slot began. */
  async findUnfinished(slotId: string, work: UnfinishedWork): Promise<Date | undefined> {
    const record = await this.slots.findById(slotId).select(work).lean();
    return record?.[work]?.isOpen ? record[work].at : undefined;
  }

  /** Slots with work that began before that time and is not finished, oldest first. */
  async listUnfinished(
    work: UnfinishedWork,
    { before, limit }: { before: Date; limit: number },
  ): Promise<readonly { readonly slotId: string; readonly at: Date }[]> {
    const records = await this.slots
      .find({ [`${work}.isOpen`]: true, [`${work}.at`]: { $lte: before } })
      .select(work)
      .sort({ [`${work}.at`]: 1 })
      .limit(limit)
      .lean();
    return records.flatMap(({ _id, [work]: begun }) =>
      begun ? [{ slotId: String(_id), at: begun.at }] : [],
    );
  }
}
