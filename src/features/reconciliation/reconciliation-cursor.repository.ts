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

const ID = 'razorpay';

export class ReconciliationCursorRepository {
  constructor(private readonly marks: ReconciliationCursorModel) {}

  async read(): Promise<Date | undefined> {
    return (await this.marks.findById(ID).lean())?.reconciledTo;
  }

  /** Only ever forward, whichever process is the last to write. */
  async advance(reconciledTo: Date): Promise<void> {
    await this.marks.updateOne({ _id: ID }, { $max: { reconciledTo } }, { upsert: true });
  }
}
