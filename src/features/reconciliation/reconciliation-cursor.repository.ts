import { type Connection, type Model, Schema } from 'mongoose';

/** The time up to which everything at Razorpay was checked. */
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

const ID = 'razorpay';

export class ReconciliationCursorRepository {
  constructor(private readonly cursors: ReconciliationCursorModel) {}

  async read(): Promise<Date | undefined> {
    return (await this.cursors.findById(ID).lean())?.reconciledTo;
  }

  /** Never moves backwards, whichever process writes last. */
  async advance(reconciledTo: Date): Promise<void> {
    await this.cursors.updateOne({ _id: ID }, { $max: { reconciledTo } }, { upsert: true });
  }
}
