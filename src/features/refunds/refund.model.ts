import { type Connection, type InferSchemaType, Schema, Types } from 'mongoose';
import { toPaise } from '../../shared/money.ts';
import { type NewRefund, type Refund, refundReasons, type RefundStatus, refundStatuses } from './refund.ts';

const refundSchema = new Schema(
  {
    razorpayPaymentId: { type: String, required: true },
    razorpayOrderId: { type: String, required: true },
    bookingId: { type: String, required: true },
    userId: { type: Schema.Types.ObjectId, required: true },
    timeSlotId: { type: Schema.Types.ObjectId, required: true },
    /** In paise. */
    amount: { type: Number, required: true, min: 1 },
    currency: { type: String, required: true },
    reason: { type: String, enum: refundReasons, required: true },
    status: { type: String, enum: refundStatuses, required: true },
    razorpayRefundId: String,
    attempts: { type: Number, default: 0, required: true },
    generation: { type: Number, default: 1, required: true },
    /** In paise. */
    requestAmount: Number,
    speed: { type: String, enum: ['optimum'] as const },
    nextAttemptAt: { type: Date, required: true },
    arn: String,
    lastError: String,
    createdAt: { type: Date, required: true },
    requestedAt: Date,
    processedAt: Date,
    failedAt: Date,
    /** When Razorpay said that it will never make this refund. */
    refusedForGoodAt: Date,
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
// What admins search by.
refundSchema.index({ status: 1, createdAt: -1 });
refundSchema.index({ timeSlotId: 1, createdAt: -1 });
refundSchema.index({ amount: 1, createdAt: -1 });
refundSchema.index({ razorpayOrderId: 1 });
refundSchema.index({ razorpayRefundId: 1 }, { sparse: true });
// Payers and banks quote it.
refundSchema.index({ arn: 1 }, { sparse: true });

export type RefundRecord = InferSchemaType<typeof refundSchema>;
export type RefundModel = ReturnType<typeof createRefundModel>;

export function createRefundModel(connection: Connection) {
  return connection.model('Refund', refundSchema);
}

/** An owed refund whose first attempt has started. No other process starts one before `until`. */
export function toDueRecord(refund: NewRefund, now: Date, until: Date): RefundRecord {
  return { ...toNewRecord(refund, 'DUE', now), attempts: 1, nextAttemptAt: until };
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
    refundId: record.razorpayRefundId ?? undefined,
    attempts: record.attempts,
    generation: record.generation,
    requestAmount: typeof record.requestAmount === 'number' ? toPaise(record.requestAmount) : undefined,
    speed: record.speed ?? 'normal',
    isRefusedForGood: record.status === 'FAILED' && record.refusedForGoodAt instanceof Date,
    nextAttemptAt: record.nextAttemptAt,
    arn: record.arn ?? undefined,
    lastError: record.lastError ?? undefined,
    createdAt: record.createdAt,
    requestedAt: record.requestedAt ?? undefined,
    processedAt: record.processedAt ?? undefined,
    failedAt: record.failedAt ?? undefined,
  };
}
