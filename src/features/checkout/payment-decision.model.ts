import { type Connection, type Model, Schema, type Types } from 'mongoose';
import { type RefundReason, refundReasons } from '../refunds/index.ts';

export interface PaymentDecisionRecord {
  /** The razorpayPaymentId. */
  _id: string;
  orderId: string;
  bookingId: string;
  userId: Types.ObjectId;
  timeSlotId: Types.ObjectId;
  /** Paise. */
  amount: number;
  currency: string;
  /** Razorpay's charge in paise, tax included, as it stood when the payment was decided. */
  fee: number;
  tax: number;
  outcome: 'BOOKED' | 'REFUND';
  reason?: RefundReason;
  decidedAt: Date;
}

export type PaymentDecisionModel = Model<PaymentDecisionRecord>;

const paymentDecisionSchema = new Schema<PaymentDecisionRecord>(
  {
    _id: { type: String, required: true },
    orderId: { type: String, required: true },
    bookingId: { type: String, required: true },
    userId: { type: Schema.Types.ObjectId, required: true },
    timeSlotId: { type: Schema.Types.ObjectId, required: true },
    amount: { type: Number, required: true },
    currency: { type: String, required: true },
    fee: { type: Number, default: 0 },
    tax: { type: Number, default: 0 },
    outcome: { type: String, enum: ['BOOKED', 'REFUND'], required: true },
    reason: { type: String, enum: refundReasons },
    decidedAt: { type: Date, required: true },
  },
  { collection: 'payments', versionKey: false },
);
paymentDecisionSchema.index(
  { orderId: 1 },
  { unique: true, partialFilterExpression: { outcome: 'BOOKED' }, name: 'one_booked_per_order' },
);
paymentDecisionSchema.index({ bookingId: 1 });
paymentDecisionSchema.index({ userId: 1, decidedAt: -1 });
paymentDecisionSchema.index({ decidedAt: 1 });

export function createPaymentDecisionModel(connection: Connection): PaymentDecisionModel {
  return connection.model<PaymentDecisionRecord>('PaymentDecision', paymentDecisionSchema);
}
