import { Types } from 'mongoose';
import { isDuplicateKey } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { toPaise, type Paise } from '../../shared/money.ts';
import type { SessionBookingModel, SessionBookingRecord } from './session-booking.model.ts';
import {
  bookingPaymentStatuses,
  paymentStatusAfterRefund,
  type Canceller,
  type NewSessionBooking,
  type SessionBooking,
} from './session-booking.ts';

/** Rows that systems which booked on reserve left behind are no bookings, and are never read as such. */
const isPaid = { paymentStatus: { $in: [...bookingPaymentStatuses] } };

export class SessionBookingRepository {
  constructor(
    private readonly bookings: SessionBookingModel,
    private readonly clock: Clock,
  ) {}

  async find(bookingId: string): Promise<SessionBooking | undefined> {
    const record = await this.bookings.findOne({ _id: bookingId, ...isPaid }).lean<SessionBookingRecord>();
    return record ? toBooking(record) : undefined;
  }

  /** A user's bookings, the next first. */
  async listOfUser(userId: string): Promise<readonly SessionBooking[]> {
    const records = await this.bookings
      .find({ userId, ...isPaid })
      .sort({ scheduledAt: 1 })
      .lean<SessionBookingRecord[]>();
    return records.map(toBooking);
  }

  /** Writes a paid booking, once: a second call with the same bookingId answers with the first row as it stands now. */
  async insert(booking: NewSessionBooking): Promise<{ booking: SessionBooking; isNew: boolean }> {
    const record = toRecord(booking, this.clock.now());
    try {
      await this.bookings.create(record);
      return { booking: toBooking(record), isNew: true };
    } catch (error) {
      const existing = isDuplicateKey(error) ? await this.find(booking.bookingId) : undefined;
      if (!existing) throw error;
      return { booking: existing, isNew: false };
    }
  }

  /**
   * Ends a booking that is still to come: one conditional write of its state, by whom, and how much goes back.
   * Undefined when it is not SCHEDULED any more, or never was.
   */
  async cancel(cancellation: {
    bookingId: string;
    by: Canceller;
    paid: Paise;
    refundAmount: Paise;
  }): Promise<SessionBooking | undefined> {
    const { bookingId, by, paid, refundAmount } = cancellation;
    const record = await this.bookings
      .findOneAndUpdate(
        { _id: bookingId, status: 'SCHEDULED', ...isPaid },
        {
          $set: {
            status: 'CANCELLED',
            paymentStatus: paymentStatusAfterRefund(paid, refundAmount),
            cancellation: { by, at: this.clock.now(), refundAmount },
          },
        },
        { returnDocument: 'after' },
      )
      .lean<SessionBookingRecord>();
    return record ? toBooking(record) : undefined;
  }
}

function toRecord(booking: NewSessionBooking, createdAt: Date): SessionBookingRecord {
  return {
    _id: booking.bookingId,
    userId: new Types.ObjectId(booking.userId),
    mentorId: new Types.ObjectId(booking.mentorId),
    timeSlotId: new Types.ObjectId(booking.timeSlotId),
    sessionType: booking.sessionType,
    scheduledAt: booking.scheduledAt,
    duration: booking.duration,
    notes: booking.notes,
    status: 'SCHEDULED',
    paymentStatus: 'COMPLETED',
    amount: booking.amount,
    paymentDetails: {
      razorpayOrderId: booking.orderId,
      razorpayPaymentId: booking.paymentId,
      amount: booking.amount,
      currency: booking.currency,
    },
    refundPolicy: booking.refundPolicy,
    createdAt,
  };
}

function toBooking(record: SessionBookingRecord): SessionBooking {
  const { cancellation } = record;
  return {
    id: record._id,
    userId: String(record.userId),
    mentorId: String(record.mentorId),
    timeSlotId: String(record.timeSlotId),
    sessionType: record.sessionType,
    scheduledAt: record.scheduledAt,
    duration: record.duration,
    notes: record.notes,
    status: record.status,
    paymentStatus: record.paymentStatus,
    amount: toPaise(record.amount),
    currency: record.paymentDetails.currency,
    orderId: record.paymentDetails.razorpayOrderId,
    paymentId: record.paymentDetails.razorpayPaymentId,
    refundPolicy: record.refundPolicy,
    bookedAt: record.createdAt,
    cancellation: cancellation && { ...cancellation, refundAmount: toPaise(cancellation.refundAmount) },
  };
}
