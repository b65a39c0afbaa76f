import { type Connection, type Model, Schema, type Types } from 'mongoose';
import { areAllDuplicates, type RecordOf } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { seatFields, type SeatRecord, type TimeSlotModel } from './time-slot.model.ts';

/** A released seat that has left its slot. Written once, never changed. */
const releasedSeatSchema = new Schema(
  {
    ...seatFields,
    /** The same for each copy of an entry. */
    _id: { type: String, required: true },
    timeSlotId: { type: Schema.Types.ObjectId, required: true },
    releasedAt: { type: Date, required: true },
  },
  { collection: 'releasedseats', versionKey: false },
);
releasedSeatSchema.index({ paymentId: 1 });
releasedSeatSchema.index({ timeSlotId: 1 });
releasedSeatSchema.index({ at: 1 });

type ReleasedSeatRecord = RecordOf<typeof releasedSeatSchema>;
type ReleasedSeatModel = Model<ReleasedSeatRecord>;

export function createReleasedSeatModel(connection: Connection): ReleasedSeatModel {
  return connection.model<ReleasedSeatRecord>('ReleasedSeat', releasedSeatSchema);
}

/** Payments of entries this old are decided, so nobody claims with them again. */
const KEPT_IN_SLOT_MS = 24 * 60 * 60_000;
const SLOTS_PER_ROUND = 100;
const ENTRIES_PER_ROUND = 500;

type ReleasedSeat = Required<SeatRecord>;

/**
 * Released seats. A claim reads all entries of its slot, so old released entries move to their own collection, and the
 * cost of a claim depends only on held seats.
 */
export class ReleasedSeatRepository {
  constructor(
    private readonly released: ReleasedSeatModel,
    private readonly slots: TimeSlotModel,
    private readonly clock: Clock,
  ) {}

  /** Moves entries that were released more than a day ago. Repeatable after a crash. @returns the number of entries */
  async moveOldEntries(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - KEPT_IN_SLOT_MS);
    const slots = await this.slots
      .find({ 'seats.releasedAt': { $lt: before } }, { seats: 1 })
      .limit(SLOTS_PER_ROUND)
      .lean();
    let moved = 0;
    for (const { _id, seats } of slots) {
      const old = seats
        .filter((seat): seat is ReleasedSeat => isOld(seat, before))
        .slice(0, ENTRIES_PER_ROUND);
      await this.copy(_id, old);
      await this.pull(_id, old);
      moved += old.length;
    }
    return moved;
  }

  /** Entries of a payment that have left their slot. */
  listOfPayment(paymentId: string): Promise<readonly ReleasedSeatRecord[]> {
    return this.released.find({ paymentId }).sort({ at: 1 }).lean();
  }

  /** Durable before anything is removed from the slot. A copy from before a crash stays as it is. */
  private async copy(timeSlotId: Types.ObjectId, seats: readonly ReleasedSeat[]): Promise<void> {
    const inserts = seats.map((seat) => ({
      insertOne: { document: { ...seat, _id: idOf(timeSlotId, seat), timeSlotId } },
    }));
    try {
      await this.released.bulkWrite(inserts, { ordered: false, throwOnValidationError: true });
    } catch (error) {
      if (!areAllDuplicates(error)) throw error;
    }
  }

  /** Removes only what was copied. The count of held seats stays the same, because these are all released. */
  private async pull(slotId: Types.ObjectId, seats: readonly ReleasedSeat[]): Promise<void> {
    const copied = {
      paymentId: { $in: seats.map(({ paymentId }) => paymentId) },
      at: { $in: seats.map(({ at }) => at) },
      releasedAt: { $in: seats.map(({ releasedAt }) => releasedAt) },
    };
    await this.slots.updateOne({ _id: slotId }, { $pull: { seats: copied } }, { timestamps: false });
  }
}

function isOld({ releasedAt }: SeatRecord, before: Date): boolean {
  return releasedAt !== undefined && releasedAt < before;
}

/** A payment can hold several seats of a slot one after the other, if its booking is rescheduled back and forth. */
function idOf(timeSlotId: Types.ObjectId, { paymentId, at }: SeatRecord): string {
  return `${timeSlotId.toHexString()}_${paymentId}_${at.getTime()}`;
}
