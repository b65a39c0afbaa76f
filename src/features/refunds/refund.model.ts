import { Schema, type Connection, type Model, type Types } from 'mongoose';
import { refundReasons, type RefundReason } from '../payments/index.ts';
import { refundStatuses, type RefundStatus } from './refund.ts';

export interface RefundRecord {
  razorpayPaymentId: string;
  razorpayOrderId: string;
  bookingId: string;
  userId: Types.ObjectId;
  timeSlotId: Types.ObjectId;
  /** Paise. */
  amount: number;
  currency: string;
  reason: RefundReason;
  status: RefundStatus;
  razorpayRefundId?: string;
  attempts: number;
  generation: number;
  nextAttemptAt: Date;
  arn?: string;
  lastError?: string;
  createdAt: Date;
  requestedAt?: Date;
  processedAt?: Date;
  failedAt?: Date;
}

export type RefundModel = Model<RefundRecord>;

const refundSchema = new Schema<RefundRecord>(
  {
    razorpayPaymentId: { type: String, required: true },
    razorpayOrderId: { type: String, required: true },
    bookingId: { type: String, required: true },
    userId: { type: Schema.Types.ObjectId, required: true },
    timeSlotId: { type: Schema.Types.ObjectId, required: true },
    amount: { type: Number, required: true, min: 1 },
    currency: { type: String, required: true },
    reason: { type: String, enum: refundReasons, required: true },
    status: { type: String, enum: refundStatuses, required: true },
    razorpayRefundId: String,
    attempts: { type: Number, default: 0 },
    generation: { type: Number, default: 1 },
    nextAttemptAt: { type: Date, required: true },
    arn: String,
    lastError: String,
    createdAt: { type: Date, required: true },
    requestedAt: Date,
    processedAt: Date,
    failedAt: Date,
  },
  { collection: 'refunds', versionKey: false },
);
refundSchema.index(
  { razorpayPaymentId: 1 },
  { unique: true, partialFilterExpression: { razorpayPaymentId: { $type: 'string' } } },
);
refundSchema.index({ status: 1, nextAttemptAt: 1 });
refundSchema.index({ userId: 1, createdAt: -1 });
refundSchema.index({ bookingId: 1 });

export function createRefundModel(connection: Connection): RefundModel {
  return connection.model<RefundRecord>('Refund', refundSchema);
}
