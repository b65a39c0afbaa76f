import { type Connection, type Model, Schema, type Types } from 'mongoose';

export interface WaitingRecord {
  userId: Types.ObjectId;
  joinedAt: Date;
  /** When this person was offered a free seat, and until when nobody else is. */
  offeredAt?: Date;
  offerEndsAt?: Date;
  /** Whether the notifier has taken the offer. */
  isTold?: boolean;
}

/** The people who wait for a seat in one slot, the first in line first. */
export interface WaitlistRecord {
  /** The slot's id. */
  _id: Types.ObjectId;
  entries: WaitingRecord[];
  /** Counts the changes: whoever read an older one has to look again. */
  version: number;
  /** The start of the session, as far as known here: a while after it the list is of no use. */
  closesAt: Date;
}

export type WaitlistModel = Model<WaitlistRecord>;

const KEPT_AFTER_START_S = 7 * 24 * 60 * 60;

const waitlistSchema = new Schema<WaitlistRecord>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    entries: {
      type: [
        new Schema<WaitingRecord>(
          {
            userId: { type: Schema.Types.ObjectId, required: true },
            joinedAt: { type: Date, required: true },
            offeredAt: Date,
            offerEndsAt: Date,
            isTold: Boolean,
          },
          { _id: false },
        ),
      ],
      default: [],
    },
    version: { type: Number, required: true },
    closesAt: { type: Date, required: true },
  },
  { collection: 'waitlists', versionKey: false },
);
waitlistSchema.index({ 'entries.userId': 1 });
waitlistSchema.index({ closesAt: 1 }, { expireAfterSeconds: KEPT_AFTER_START_S });

export function createWaitlistModel(connection: Connection): WaitlistModel {
  return connection.model<WaitlistRecord>('Waitlist', waitlistSchema);
}
