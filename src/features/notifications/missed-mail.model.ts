import { type Connection, type Model, Schema } from 'mongoose';

/** Up to when everything of one kind was looked at. */
export interface MissedMailMarkRecord {
  _id: string;
  sweptTo: Date;
}

export type MissedMailMarkModel = Model<MissedMailMarkRecord>;

const markSchema = new Schema<MissedMailMarkRecord>(
  { _id: { type: String, required: true }, sweptTo: { type: Date, required: true } },
  { collection: 'outboxmarks', versionKey: false },
);

export function createMissedMailMarkModel(connection: Connection): MissedMailMarkModel {
  return connection.model<MissedMailMarkRecord>('OutboxMark', markSchema);
}
