import { Schema, type Connection, type Model } from 'mongoose';

/** Up to when everything that Razorpay had was looked at. */
export interface ReconciliationMarkRecord {
  _id: string;
  reconciledTo: Date;
}

export type ReconciliationMarkModel = Model<ReconciliationMarkRecord>;

const reconciliationMarkSchema = new Schema<ReconciliationMarkRecord>(
  { _id: { type: String, required: true }, reconciledTo: { type: Date, required: true } },
  { collection: 'reconciliationmarks', versionKey: false },
);

export function createReconciliationMarkModel(connection: Connection): ReconciliationMarkModel {
  return connection.model<ReconciliationMarkRecord>('ReconciliationMark', reconciliationMarkSchema);
}
