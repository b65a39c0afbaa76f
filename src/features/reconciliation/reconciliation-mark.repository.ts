import type { ReconciliationMarkModel, ReconciliationMarkRecord } from './reconciliation-mark.model.ts';

const ID = 'razorpay';

export class ReconciliationMarkRepository {
  constructor(private readonly marks: ReconciliationMarkModel) {}

  async read(): Promise<Date | undefined> {
    return (await this.marks.findById(ID).lean<ReconciliationMarkRecord>())?.reconciledTo;
  }

  /** Only ever forward, whichever process is the last to write. */
  async advance(reconciledTo: Date): Promise<void> {
    await this.marks.updateOne({ _id: ID }, { $max: { reconciledTo } }, { upsert: true });
  }
}
