import { type Connection, type InferSchemaType, Schema } from 'mongoose';
import { isDuplicateKey } from '../../gateways/mongo/index.ts';

/** A payer's bank takes back what was paid, or asks about it. People answer it at Razorpay's dashboard. */
export interface Dispute {
  readonly disputeId: string;
  readonly paymentId: string;
  /** Paise. */
  readonly amount: number;
  readonly reason: string;
  readonly status: string;
  readonly respondBy: Date | null;
  /** The moment of the event that told it. */
  readonly toldAt: Date;
}

const disputeSchema = new Schema(
  {
    disputeId: { type: String, required: true },
    paymentId: { type: String, required: true },
    /** Paise. */
    amount: { type: Number, required: true },
    /** Razorpay's word for it, such as `goods_or_services_not_received_or_partially_received`. */
    reason: { type: String, required: true },
    /** Razorpay's: open, under_review, won, lost, closed. */
    status: { type: String, required: true },
    respondBy: Date,
    /** The moment of the event that said so; events may come late. */
    toldAt: { type: Date, required: true },
  },
  { collection: 'disputes', versionKey: false },
);
disputeSchema.index(
  { disputeId: 1 },
  { unique: true, partialFilterExpression: { disputeId: { $type: 'string' } } },
);
disputeSchema.index({ paymentId: 1 });
disputeSchema.index({ toldAt: -1 });

export type DisputeRecord = InferSchemaType<typeof disputeSchema>;
export type DisputeModel = ReturnType<typeof createDisputeModel>;

export function createDisputeModel(connection: Connection) {
  return connection.model('Dispute', disputeSchema);
}

/** The states in which a dispute is over. */
const CLOSED = ['won', 'lost', 'closed'];

/** Disputes as Razorpay's events tell them. */
export class DisputeRepository {
  constructor(private readonly disputes: DisputeModel) {}

  /** Writes what an event told, unless a later one was heard before, or the dispute is over. */
  async record({ disputeId, ...told }: Dispute): Promise<void> {
    const isOver = CLOSED.includes(told.status);
    try {
      await this.disputes.updateOne(
        {
          disputeId,
          toldAt: { $lte: told.toldAt },
          ...(!isOver && { status: { $nin: CLOSED } }),
        },
        { $set: told },
        { upsert: true },
      );
    } catch (error) {
      // There is a row, and the filter spares it.
      if (!isDuplicateKey(error)) throw error;
    }
  }

  async listOfPayment(paymentId: string): Promise<readonly DisputeRecord[]> {
    return this.disputes.find({ paymentId }).sort({ toldAt: 1 }).lean();
  }
}
