import { type Connection, type Model, Schema } from 'mongoose';
import { atMost, type RecordOf } from '../../gateways/mongo/index.ts';
import { refundPercents, refundPolicies } from '../../shared/refund-policy.ts';
import { sessionTypes } from '../slots/index.ts';
import { attendances, bookingPaymentStatuses, bookingStatuses, cancellers } from './session-booking.ts';

const sessionBookingSchema = new Schema(
  {
    /** The bookingId. */
    _id: { type: String, required: true },
    userId: { type: Schema.Types.ObjectId, required: true },
    mentorId: { type: Schema.Types.ObjectId, required: true },
    timeSlotId: { type: Schema.Types.ObjectId, required: true },
    sessionType: { type: String, enum: sessionTypes, required: true },
    scheduledAt: { type: Date, required: true },
    duration: { type: Number, required: true },
    notes: { type: String, default: '', ...atMost(250) },
    status: { type: String, enum: bookingStatuses, required: true },
    paymentStatus: { type: String, enum: bookingPaymentStatuses, required: true },
    /** Paise. */
    amount: { type: Number, required: true },
    paymentDetails: {
      razorpayOrderId: { type: String, required: true },
      razorpayPaymentId: { type: String, required: true },
      amount: { type: Number, required: true },
      currency: { type: String, required: true },
    },
    refundPolicy: { type: String, enum: refundPolicies, required: true },
    cancellation: {
      type: {
        by: { type: String, enum: cancellers, required: true },
        at: { type: Date, required: true },
        refundAmount: { type: Number, required: true },
        /** Until the seat is released and the refund is owed. */
        isOpen: Boolean,
      },
      _id: false,
    },
    moving: {
      type: {
        from: { type: Schema.Types.ObjectId, required: true },
        to: { type: Schema.Types.ObjectId, required: true },
        scheduledAt: { type: Date, required: true },
        duration: { type: Number, required: true },
        sessionType: { type: String, enum: sessionTypes, required: true },
        at: { type: Date, required: true },
        mostRefundPercent: { type: Number, enum: refundPercents, required: true },
      },
      _id: false,
    },
    moves: Number,
    mostRefundPercent: { type: Number, enum: refundPercents },
    /** The time of the last change of the slot's time that the booking has followed. */
    timeChangedAt: Date,
    /** When its attendee was last told of a new title or meeting link, and how often so far. */
    details: {
      type: { at: { type: Date, required: true }, updates: { type: Number, required: true } },
      _id: false,
    },
    moveOffer: {
      type: {
        from: { type: Date, required: true },
        /** Missing in older rows. */
        fromDuration: Number,
        to: { type: Date, required: true },
        at: { type: Date, required: true },
        answer: { type: String, enum: ['kept'] as const },
      },
      _id: false,
    },
    attendance: { type: String, enum: attendances },
    createdAt: { type: Date, required: true },
  },
  { collection: 'sessionbookings', versionKey: false },
);
const isText = { $type: 'string' };
sessionBookingSchema.index(
  { 'paymentDetails.razorpayPaymentId': 1 },
  { unique: true, partialFilterExpression: { 'paymentDetails.razorpayPaymentId': isText } },
);
sessionBookingSchema.index(
  { 'paymentDetails.razorpayOrderId': 1 },
  { unique: true, partialFilterExpression: { 'paymentDetails.razorpayOrderId': isText } },
);
sessionBookingSchema.index({ userId: 1, scheduledAt: 1 });
sessionBookingSchema.index({ timeSlotId: 1, status: 1 });
sessionBookingSchema.index({ mentorId: 1, scheduledAt: 1 });
sessionBookingSchema.index({ status: 1, scheduledAt: 1 });
sessionBookingSchema.index({ createdAt: 1 });
// For admins: the newest first.
for (const field of ['status', 'userId', 'mentorId', 'timeSlotId', 'amount'])
  sessionBookingSchema.index({ [field]: 1, _id: -1 });
sessionBookingSchema.index({ 'moveOffer.at': 1 }, { sparse: true });
// Interrupted work: usually no rows.
sessionBookingSchema.index(
  { 'cancellation.at': 1 },
  { partialFilterExpression: { 'cancellation.isOpen': true } },
);
sessionBookingSchema.index(
  { 'moving.at': 1 },
  { partialFilterExpression: { 'moving.at': { $type: 'date' } } },
);

export type SessionBookingRecord = RecordOf<typeof sessionBookingSchema, 'paymentDetails'>;
export type SessionBookingModel = Model<SessionBookingRecord>;

export function createSessionBookingModel(connection: Connection): SessionBookingModel {
  return connection.model<SessionBookingRecord>('SessionBooking', sessionBookingSchema);
}
