import { type Connection, type Model, Schema } from 'mongoose';

/** Up to when everything that Razorpay had was looked at. */
export interface ReconciliationCursorRecord {
  _id: string;
  reconciledTo: Date;
}

export type ReconciliationCursorModel = Model<ReconciliationCursorRecord>;

const reconciliationCursorSchema = new Schema<ReconciliationCursorRecord>(
  { _id: { type: String, required: true }, reconciledTo: { type: Date, required: true } },
  { collection: 'reconciliationmarks', versionKey: false },
);

export function createReconciliationCursorModel(connection: Connection): ReconciliationCursorModel {
  return connection.model<ReconciliationCursorRecord>('ReconciliationCursor', reconciliationCursorSchema);
}
