import { type Connection, type Model, Schema, Types } from 'mongoose';
import { isDuplicateKey, type RecordOf } from '../../gateways/mongo/index.ts';
import type { TimeSlot } from '../slots/index.ts';
import type { Waiting, Waitlist } from './waitlist.service.ts';

const KEPT_AFTER_START_S = 7 * 24 * 60 * 60;

const waitingSchema = new Schema(
  {
    userId: { type: Schema.Types.ObjectId, required: true },
    joinedAt: { type: Date, required: true },
    /** When this person was offered a free seat, and until when it is offered to nobody else. */
    offeredAt: Date,
    offerEndsAt: Date,
    /** Whether the notifier has accepted the offer. */
    isTold: Boolean,
  },
  { _id: false },
);

/** The waiting list of one slot. */
const waitlistSchema = new Schema(
  {
    /** The slot's id. */
    _id: { type: Schema.Types.ObjectId, required: true },
    /** The first in line first. */
    entries: { type: [waitingSchema], default: [] },
    /** Incremented by each change, for conditional writes. */
    version: { type: Number, required: true },
    /** The start of the session as last known. The list is removed a while after it. */
    closesAt: { type: Date, required: true },
  },
  { collection: 'waitlists', versionKey: false },
);
waitlistSchema.index({ 'entries.userId': 1 });
waitlistSchema.index({ closesAt: 1 }, { expireAfterSeconds: KEPT_AFTER_START_S });

type WaitingRecord = RecordOf<typeof waitingSchema>;
type WaitlistRecord = Omit<RecordOf<typeof waitlistSchema>, 'entries'> & { entries: WaitingRecord[] };
type WaitlistModel = Model<WaitlistRecord>;

export function createWaitlistModel(connection: Connection): WaitlistModel {
  return connection.model<WaitlistRecord>('Waitlist', waitlistSchema);
}

/** One document per slot, so that every change is one write. */
export class WaitlistRepository {
  constructor(private readonly waitlists: WaitlistModel) {}

  async find(slotId: string): Promise<Waitlist | undefined> {
    const record = await this.waitlists.findById(slotId).lean();
    return record ? toWaitlist(record) : undefined;
  }

  async listOfUser(userId: string): Promise<readonly Waitlist[]> {
    const records = await this.waitlists.find({ 'entries.userId': new Types.ObjectId(userId) }).lean();
    return records.map(toWaitlist);
  }

  /** Lists with entries, of sessions that had not started when the list was last read. */
  async listOpen(now: Date): Promise<readonly Waitlist[]> {
    const records = await this.waitlists
      .find({ closesAt: { $gt: now }, 'entries.0': { $exists: true } })
      .lean();
    return records.map(toWaitlist);
  }

  /** Adds somebody to the end of the line. False if they are already in it. */
  async append(slot: TimeSlot, userId: string, joinedAt: Date): Promise<boolean> {
    try {
      await this.waitlists.updateOne(
        { _id: new Types.ObjectId(slot.id), 'entries.userId': { $ne: new Types.ObjectId(userId) } },
        {
          $push: { entries: { userId: new Types.ObjectId(userId), joinedAt } },
          $inc: { version: 1 },
          $set: { closesAt: slot.scheduledAt },
        },
        { upsert: true },
      );
      return true;
    } catch (error) {
      // The list exists and the filter did not match, so the upsert tried to insert a second one.
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** Removes somebody. @returns the former entry; undefined if there was none */
  async remove(slotId: string, userId: string): Promise<Waiting | undefined> {
    const before = await this.waitlists
      .findOneAndUpdate(
        { _id: new Types.ObjectId(slotId), 'entries.userId': new Types.ObjectId(userId) },
        { $pull: { entries: { userId: new Types.ObjectId(userId) } }, $inc: { version: 1 } },
        { returnDocument: 'before' },
      )
      .lean();
    return before ? toWaitlist(before).entries.find((entry) => entry.userId === userId) : undefined;
  }

  /** Writes a list unless it has changed since it was read. */
  async replace(list: Waitlist, slot: TimeSlot): Promise<boolean> {
    const { modifiedCount } = await this.waitlists.updateOne(
      { _id: new Types.ObjectId(list.slotId), version: list.version },
      { $set: { entries: list.entries.map(toRecord), closesAt: slot.scheduledAt }, $inc: { version: 1 } },
    );
    return modifiedCount === 1;
  }

  /** Records that somebody was told of an offer. */
  async markTold(slotId: string, { userId, offer }: Waiting): Promise<void> {
    await this.waitlists.updateOne(
      {
        _id: new Types.ObjectId(slotId),
        entries: { $elemMatch: { userId: new Types.ObjectId(userId), offeredAt: offer?.at } },
      },
      { $set: { 'entries.$.isTold': true }, $inc: { version: 1 } },
    );
  }
}

function toRecord({ userId, joinedAt, offer }: Waiting): WaitingRecord {
  return {
    userId: new Types.ObjectId(userId),
    joinedAt,
    ...(offer && { offeredAt: offer.at, offerEndsAt: offer.endsAt, isTold: offer.isTold }),
  };
}

function toWaitlist({ _id, entries, version }: WaitlistRecord): Waitlist {
  return {
    slotId: String(_id),
    version,
    entries: entries.map(({ userId, joinedAt, offeredAt, offerEndsAt, isTold }) => ({
      userId: String(userId),
      joinedAt,
      offer:
        offeredAt && offerEndsAt
          ? { at: offeredAt, endsAt: offerEndsAt, isTold: isTold ?? false }
          : undefined,
    })),
  };
}
