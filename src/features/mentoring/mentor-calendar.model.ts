import { type Connection, type Model, Schema, type Types } from 'mongoose';

/** A time that is taken by a session of the mentor. */
export interface BusyTimeRecord {
  slotId: string;
  from: Date;
  to: Date;
  /** When it was taken: what stays without its session for long was left by a crash. */
  at: Date;
}

/** One document a mentor, so that "no two sessions at once" can be the filter of a single write. */
export interface MentorCalendarRecord {
  /** The mentor. */
  _id: Types.ObjectId;
  busy: BusyTimeRecord[];
}

export type MentorCalendarModel = Model<MentorCalendarRecord>;

const busyTimeSchema = new Schema<BusyTimeRecord>(
  {
    slotId: { type: String, required: true },
    from: { type: Date, required: true },
    to: { type: Date, required: true },
    at: { type: Date, required: true },
  },
  { _id: false },
);

const mentorCalendarSchema = new Schema<MentorCalendarRecord>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    busy: { type: [busyTimeSchema], default: [] },
  },
  { collection: 'mentorcalendars', versionKey: false },
);

export function createMentorCalendarModel(connection: Connection): MentorCalendarModel {
  return connection.model<MentorCalendarRecord>('MentorCalendar', mentorCalendarSchema);
}
