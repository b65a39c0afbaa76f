import { type Connection, Schema } from 'mongoose';
import type { Clock } from '../../shared/clock.ts';
import type { LedgerReport } from './ledger-check.ts';

/** The time up to which everything at Razorpay was checked. */
const reconciliationCursorSchema = new Schema(
  { _id: { type: String, required: true }, reconciledTo: { type: Date, required: true } },
  { collection: 'reconciliationmarks', versionKey: false },
);

export type ReconciliationCursorModel = ReturnType<typeof createReconciliationCursorModel>;

export function createReconciliationCursorModel(connection: Connection) {
  return connection.model('ReconciliationCursor', reconciliationCursorSchema);
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

const LAST = 'last';

/** The result of the last ledger check, in one document. Losing it does no harm. */
const ledgerResultSchema = new Schema(
  {
    _id: { type: String, required: true },
    checkedAt: { type: Date, required: true },
    from: { type: Date, required: true },
    to: { type: Date, required: true },
    payments: { type: Number, required: true },
    slots: { type: Number, required: true },
    violations: { type: Number, required: true },
  },
  { collection: 'ledgerresults', versionKey: false },
);

export class LedgerResultRepository {
  private readonly results;

  constructor(
    connection: Connection,
    private readonly clock: Clock,
  ) {
    this.results = connection.model('LedgerResult', ledgerResultSchema);
  }

  async save({ from, to, payments, slots, violations }: LedgerReport): Promise<void> {
    const result = { from, to, payments, slots, violations: violations.length };
    const $set = { ...result, checkedAt: this.clock.now() };
    await this.results.updateOne({ _id: LAST }, { $set }, { upsert: true });
  }

  findLast() {
    return this.results.findById(LAST).lean();
  }
}
