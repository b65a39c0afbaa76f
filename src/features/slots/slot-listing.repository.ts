import { Types } from 'mongoose';
import { type ListedTexts, type Listing, LISTING_VERSION } from './slot-listing.ts';
import type { TimeSlotModel } from './time-slot.model.ts';

/** The fields that the listing of a slot depends on. */
export interface ListedSlot extends Omit<ListedTexts, 'mentorName'> {
  readonly id: string;
  readonly scheduledAt: Date;
}

interface Batch {
  readonly limit: number;
}

/** No version, or that of older rules. */
const OUTDATED = [null, ...Array.from({ length: LISTING_VERSION }, (_, version) => version)];

/** Writes the search fields of slots. */
export class SlotListingRepository {
  constructor(private readonly slots: TimeSlotModel) {}

  /** Open future slots without a listing, soonest first. If there are none, this is one look at an index. */
  async findUnlisted({ now, limit }: Batch & { now: Date }): Promise<readonly ListedSlot[]> {
    const fields = { mentorId: 1, title: 1, topic: 1, price: 1, duration: 1, scheduledAt: 1 };
    const records = await this.slots
      .find({ 'listing.version': { $in: OUTDATED }, status: 'open', scheduledAt: { $gt: now } }, fields)
      .sort({ scheduledAt: 1 })
      .limit(limit)
      .lean();
    return records.map(({ _id, mentorId, title, topic = '', price, duration, scheduledAt }) => ({
      id: String(_id),
      mentorId: String(mentorId),
      title,
      topic,
      price,
      duration,
      scheduledAt,
    }));
  }

  /** Skips slots that have changed since they were read: these have lost their version again. */
  async list(listed: readonly { readonly slot: ListedSlot; readonly listing: Listing }[]): Promise<void> {
    await this.slots.collection.bulkWrite(
      listed.map(({ slot: { id, title, topic, price, duration, mentorId }, listing }) => ({
        updateOne: {
          filter: {
            _id: new Types.ObjectId(id),
            mentorId: new Types.ObjectId(mentorId),
            title,
            topic: topic === '' ? { $in: ['', null] } : topic,
            price,
            duration,
          },
          update: [
            {
              $set: {
                listing: {
                  $mergeObjects: [
                    { $literal: listing },
                    { freeSeats: { $subtract: ['$maxStudents', { $ifNull: ['$currentStudents', 0] }] } },
                  ],
                },
              },
            },
          ],
        },
      })),
      { ordered: false },
    );
  }

  /** Marks the mentor's future slots to be listed again. */
  async forgetOfMentor(mentorId: string, now: Date): Promise<void> {
    await this.slots.updateMany(
      { mentorId: new Types.ObjectId(mentorId), scheduledAt: { $gt: now } },
      { $unset: { 'listing.version': 1 } },
      { timestamps: false },
    );
  }

  /** Removes slots that began before that time from the search indexes. @returns how many */
  async unlistBegun({ before, limit }: Batch & { before: Date }): Promise<number> {
    const begun = await this.slots
      .find({ 'listing.version': { $gte: 0 }, scheduledAt: { $lt: before } }, { _id: 1 })
      .limit(limit)
      .lean();
    if (begun.length === 0) return 0;
    const ids = begun.map(({ _id }) => _id);
    await this.slots.updateMany(
      { _id: { $in: ids }, scheduledAt: { $lt: before } },
      { $unset: { listing: 1 } },
      { timestamps: false },
    );
    return begun.length;
  }
}
