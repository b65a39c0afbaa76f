import { Types } from 'mongoose';
import type { Clock } from '../../shared/clock.ts';
import { type SeatRecord, type TimeSlotModel, toTimeSlot } from './time-slot.model.ts';
import type { NewTimeSlot } from './time-slot.repository.ts';
import { endsAt, MAX_SESSION_MS, type TimeSlot } from './time-slot.ts';

export interface TimeSpan {
  readonly from: Date;
  readonly to: Date;
}

/** All that a mentor may change. */
export type SlotChange = Omit<
  TimeSlot,
  'id' | 'mentorId' | 'currentStudents' | 'status' | 'cancellation' | 'version'
>;

/** What goes on after a slot was written, until every booking of it knows. */
export type UnfinishedWork = 'cancellation' | 'move' | 'update';

/** A sold seat that was not given back. */
export type HeldSeat = Pick<SeatRecord, 'bookingId' | 'orderId' | 'paymentId'>;

/** What a mentor does to slots: every write asks, in its filter, for what makes it right. */
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

  /** The mentor's open slots that take place, even partly, between the two moments. */
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
   * Changes a slot that is on sale and is as it was seen. The same write asks that no more seats are sold than there
   * will be, and that a price changes only while none is. Undefined when one of this is not so.
   */
  async change(seen: TimeSlot, change: SlotChange): Promise<TimeSlot | undefined> {
    const at = this.clock.now();
    const { scheduledAt, duration, version } = seen;
    const isMoved = +change.scheduledAt !== +scheduledAt || change.duration !== duration;
    // A mail that tells of another time brings the new invitation along.
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
          // To be listed anew, as what it is now.
          $unset: { 'listing.version': 1 },
        },
        { returnDocument: 'after', projection: { seats: 0 } },
      )
      .lean();
    return record ? toTimeSlot(record) : undefined;
  }

  /** Ends the sale for good. Undefined when the slot has started or is cancelled already. */
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

  /** Nothing is left to do of the slot's cancellation, or of its last change if that is still this one. */
  async finish(slotId: string, work: UnfinishedWork, at: Date): Promise<void> {
    await this.slots.updateOne({ _id: slotId, [`${work}.at`]: at }, { $unset: { [`${work}.isOpen`]: 1 } });
  }

  /** When work on the slot began that is not finished. */
  async findUnfinished(slotId: string, work: UnfinishedWork): Promise<Date | undefined> {
    const record = await this.slots.findById(slotId).select(work).lean();
    return record?.[work]?.isOpen ? record[work].at : undefined;
  }

  /** Slots whose cancellation or change began before that moment and is not finished, the oldest first. */
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
