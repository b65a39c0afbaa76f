import { type Connection, type Model, Schema, type Types } from 'mongoose';
import { type SeatRecord, seatFields } from './time-slot.model.ts';

/** A seat that was given back and has left its slot. Written once, never changed. */
export interface ReleasedSeatRecord extends Required<SeatRecord> {
  /** The same however often the entry is copied. */
  _id: string;
  timeSlotId: Types.ObjectId;
}

export type ReleasedSeatModel = Model<ReleasedSeatRecord>;

const releasedSeatSchema = new Schema<ReleasedSeatRecord>(
  {
    ...seatFields,
    _id: { type: String, required: true },
    timeSlotId: { type: Schema.Types.ObjectId, required: true },
    releasedAt: { type: Date, required: true },
  },
  { collection: 'releasedseats', versionKey: false },
);
releasedSeatSchema.index({ paymentId: 1 });
releasedSeatSchema.index({ timeSlotId: 1 });
releasedSeatSchema.index({ at: 1 });

export function createReleasedSeatModel(connection: Connection): ReleasedSeatModel {
  return connection.model<ReleasedSeatRecord>('ReleasedSeat', releasedSeatSchema);
}
