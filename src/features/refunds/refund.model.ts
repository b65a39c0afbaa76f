import { type Connection, type Model, Schema, Types } from 'mongoose';
import { toPaise } from '../../shared/money.ts';
import {
  type NewRefund,
  type Refund,
  type RefundReason,
  refundReasons,
  type RefundStatus,
  refundStatuses,
} from './refund.ts';

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
  /** Paise. */
  requestAmount?: number;
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
    requestAmount: Number,
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
refundSchema.index({ createdAt: 1 });
refundSchema.index({ processedAt: 1 }, { sparse: true });
refundSchema.index({ failedAt: 1 }, { sparse: true });

export function createRefundModel(connection: Connection): RefundModel {
  return connection.model<RefundRecord>('Refund', refundSchema);
}

export function toNewRecord(refund: NewRefund, status: RefundStatus, now: Date): RefundRecord {
  return {
    razorpayPaymentId: refund.paymentId,
    razorpayOrderId: refund.orderId,
    bookingId: refund.bookingId,
    userId: new Types.ObjectId(refund.userId),
    timeSlotId: new Types.ObjectId(refund.timeSlotId),
    amount: refund.amount,
    currency: refund.currency,
    reason: refund.reason,
    status,
    attempts: 0,
    generation: 1,
    nextAttemptAt: now,
    createdAt: now,
  };
}

export function toRefund(record: RefundRecord): Refund {
  return {
    paymentId: record.razorpayPaymentId,
    orderId: record.razorpayOrderId,
    bookingId: record.bookingId,
    userId: String(record.userId),
    timeSlotId: String(record.timeSlotId),
    amount: toPaise(record.amount),
    currency: record.currency,
    reason: record.reason,
    status: record.status,
    refundId: record.razorpayRefundId,
    attempts: record.attempts,
    generation: record.generation,
    requestAmount: record.requestAmount === undefined ? undefined : toPaise(record.requestAmount),
    nextAttemptAt: record.nextAttemptAt,
    arn: record.arn,
    lastError: record.lastError,
    createdAt: record.createdAt,
    requestedAt: record.requestedAt,
    processedAt: record.processedAt,
    failedAt: record.failedAt,
  };
}
