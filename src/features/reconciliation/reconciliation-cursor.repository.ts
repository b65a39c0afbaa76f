import type { ReconciliationCursorModel, ReconciliationCursorRecord } from './reconciliation-cursor.model.ts';

const ID = 'razorpay';

export class ReconciliationCursorRepository {
  constructor(private readonly marks: ReconciliationCursorModel) {}

  async read(): Promise<Date | undefined> {
    return (await this.marks.findById(ID).lean<ReconciliationCursorRecord>())?.reconciledTo;
  }

  /** Only ever forward, whichever process is the last to write. */
  async advance(reconciledTo: Date): Promise<void> {
    await this.marks.updateOne({ _id: ID }, { $max: { reconciledTo } }, { upsert: true });
  }
}
