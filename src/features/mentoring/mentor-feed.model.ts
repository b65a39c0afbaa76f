import { type Connection, type Model, Schema, type Types } from 'mongoose';

/** The secret address of a mentor's calendar. A new one ends the old one. */
export interface MentorFeedRecord {
  /** The mentor. */
  _id: Types.ObjectId;
  /** SHA-256 of the token, as hex: who reads the database cannot read the calendar by it. */
  token: string;
  /** Of the mentor’s account when the address was made: the address ends with the sessions of that time. */
  sessionEpoch?: number;
  createdAt: Date;
}

export type MentorFeedModel = Model<MentorFeedRecord>;

const mentorFeedSchema = new Schema<MentorFeedRecord>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    token: { type: String, required: true },
    sessionEpoch: { type: Number },
    createdAt: { type: Date, required: true },
  },
  { collection: 'mentorfeeds', versionKey: false },
);
mentorFeedSchema.index({ token: 1 }, { unique: true });

export function createMentorFeedModel(connection: Connection): MentorFeedModel {
  return connection.model<MentorFeedRecord>('MentorFeed', mentorFeedSchema);
}
