import { type Connection, type Model, Schema, type Types } from 'mongoose';
import { atMost } from '../../gateways/mongo/index.ts';
import {
  type RefundPercent,
  refundPercents,
  refundPolicies,
  type RefundPolicy,
} from '../../shared/refund-policy.ts';
import { type SessionType, sessionTypes } from '../slots/index.ts';
import {
  type Attendance,
  attendances,
  type BookingPaymentStatus,
  bookingPaymentStatuses,
  type BookingStatus,
  bookingStatuses,
  type Canceller,
  cancellers,
} from './session-booking.ts';

export interface BookingMoveRecord {
  from: Types.ObjectId;
  to: Types.ObjectId;
  scheduledAt: Date;
  duration: number;
  sessionType: SessionType;
  at: Date;
  mostRefundPercent: RefundPercent;
}

export interface SessionBookingRecord {
  /** The bookingId. */
  _id: string;
  userId: Types.ObjectId;
  mentorId: Types.ObjectId;
  timeSlotId: Types.ObjectId;
  sessionType: SessionType;
  scheduledAt: Date;
  duration: number;
  notes: string;
  status: BookingStatus;
  paymentStatus: BookingPaymentStatus;
  /** Paise. */
  amount: number;
  paymentDetails: { razorpayOrderId: string; razorpayPaymentId: string; amount: number; currency: string };
  refundPolicy: RefundPolicy;
  /** `isOpen` until the seat is released and the refund is owed. */
  cancellation?: { by: Canceller; at: Date; refundAmount: number; isOpen?: true };
  moving?: BookingMoveRecord;
  moves?: number;
  mostRefundPercent?: RefundPercent;
  /** The time of the last change of the slot's time that the booking has followed. */
  timeChangedAt?: Date;
  /** When its attendee was last told of a new title or meeting link, and how often so far. */
  details?: { at: Date; updates: number };
  /** `fromDuration` is missing in older rows. */
  moveOffer?: { from: Date; fromDuration?: number; to: Date; at: Date; answer?: 'kept' };
  attendance?: Attendance;
  createdAt: Date;
}

export type SessionBookingModel = Model<SessionBookingRecord>;

const sessionBookingSchema = new Schema<SessionBookingRecord>(
  {
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
        isOpen: { type: Boolean },
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
    moves: { type: Number },
    mostRefundPercent: { type: Number, enum: refundPercents },
    timeChangedAt: Date,
    details: {
      type: { at: { type: Date, required: true }, updates: { type: Number, required: true } },
      _id: false,
    },
    moveOffer: {
      type: {
        from: { type: Date, required: true },
        fromDuration: { type: Number },
        to: { type: Date, required: true },
        at: { type: Date, required: true },
        answer: { type: String, enum: ['kept'] },
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

export function createSessionBookingModel(connection: Connection): SessionBookingModel {
  return connection.model<SessionBookingRecord>('SessionBooking', sessionBookingSchema);
}
