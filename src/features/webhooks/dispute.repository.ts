import { type Connection, type InferSchemaType, Schema } from 'mongoose';
import { isDuplicateKey } from '../../gateways/mongo/index.ts';

/** A payer's bank takes a payment back, or asks about it. People answer in Razorpay's dashboard. */
export interface Dispute {
  readonly disputeId: string;
  readonly paymentId: string;
  /** In paise. */
  readonly amount: number;
  readonly reason: string;
  readonly status: string;
  readonly respondBy: Date | null;
  /** The time of the event that reported it. */
  readonly toldAt: Date;
}

/** Also in the stored events that reported them. */
export const disputeFields = {
  disputeId: { type: String, required: true },
  paymentId: { type: String, required: true },
  /** In paise. */
  amount: { type: Number, required: true },
  /** Razorpay's code, such as `goods_or_services_not_received_or_partially_received`. */
  reason: { type: String, required: true },
  /** Razorpay's: open, under_review, won, lost, closed. */
  status: { type: String, required: true },
  respondBy: { type: Date, default: null },
  /** The time of the event that reported this state. Events may come late. */
  toldAt: { type: Date, required: true },
} as const;

const disputeSchema = new Schema(disputeFields, { collection: 'disputes', versionKey: false });
disputeSchema.index(
  { disputeId: 1 },
  { unique: true, partialFilterExpression: { disputeId: { $type: 'string' } } },
);
disputeSchema.index({ paymentId: 1 });
disputeSchema.index({ toldAt: -1 });
disputeSchema.index({ status: 1, toldAt: -1 });

export type DisputeRecord = InferSchemaType<typeof disputeSchema>;
export type DisputeModel = ReturnType<typeof createDisputeModel>;

export function createDisputeModel(connection: Connection) {
  return connection.model('Dispute', disputeSchema);
}

/** Razorpay's states. */
export const disputeStatuses = ['open', 'under_review', 'won', 'lost', 'closed'] as const;

/** States in which a dispute has ended. */
const CLOSED = ['won', 'lost', 'closed'];

/** Disputes as Razorpay's events report them. */
export class DisputeRepository {
  constructor(private readonly disputes: DisputeModel) {}

  /** Stores the reported state, unless a later event came before, or the dispute has ended. */
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
      // The row exists, and the filter excludes it.
      if (!isDuplicateKey(error)) throw error;
    }
  }

  async listOfPayment(paymentId: string): Promise<readonly DisputeRecord[]> {
    return this.disputes.find({ paymentId }).sort({ toldAt: 1 }).lean();
  }
}
