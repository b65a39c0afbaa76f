import { Types } from 'mongoose';
import { isDuplicateKey, isOneOfTexts } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import { isBookingId } from '../../shared/ids.ts';
import { type Paise, toPaise } from '../../shared/money.ts';
import type { SessionBookingModel, SessionBookingRecord } from './session-booking.model.ts';
import {
  bookingPaymentStatuses,
  type Canceller,
  hasUsedFirstHour,
  type NewSessionBooking,
  paymentStatusAfterRefund,
  type SessionBooking,
} from './session-booking.ts';

/** Excludes legacy rows of a system that booked on reserve: they are not bookings. */
export const paidBookings = { paymentStatus: { $in: [...bookingPaymentStatuses] } };

export interface CancellationRequest {
  readonly bookingId: string;
  readonly by: Canceller;
  readonly paid: Paise;
  /** The amount that goes back. */
  readonly refundAmount: Paise;
  /** The start on which the refund is based. It must be unchanged and in the future. */
  readonly startsAt?: Date;
  /** A mentor's cancellation holds even if the session has started meanwhile. */
  readonly evenIfStarted?: boolean;
}

export class SessionBookingRepository {
  constructor(
    private readonly bookings: SessionBookingModel,
    private readonly clock: Clock,
  ) {}

  /** Undefined also for a malformed id. */
  async find(bookingId: string): Promise<SessionBooking | undefined> {
    if (!isBookingId(bookingId)) return undefined;
    const record = await this.bookings.findOne({ _id: bookingId, ...paidBookings }).lean();
    return record ? toBooking(record) : undefined;
  }

  /** A user's bookings, the next first. */
  async listOfUser(userId: string): Promise<readonly SessionBooking[]> {
    const records = await this.bookings
      .find({ userId, ...paidBookings })
      .sort({ scheduledAt: 1 })
      .lean();
    return records.map(toBooking);
  }

  async listOfPayments(paymentIds: readonly string[]): Promise<readonly SessionBooking[]> {
    const records = await this.bookings
      .find({ 'paymentDetails.razorpayPaymentId': isOneOfTexts(paymentIds), ...paidBookings })
      .lean();
    return records.map(toBooking);
  }

  /** Inserts a paid booking once. A second call with the same bookingId returns the first row in its present state. */
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
   * Cancels a future booking by one conditional write of its state, of who cancelled it, and of the amount that goes
   * back. FinishCancellation releases the seat and makes the refund. Undefined if the booking no longer matches
   * `request`: not SCHEDULED, being moved, or, if `startsAt` is given, moved or started.
   */
  async cancel(request: CancellationRequest): Promise<SessionBooking | undefined> {
    const { bookingId, by, paid, refundAmount, startsAt, evenIfStarted } = request;
    const at = this.clock.now();
    const record = await this.bookings
      .findOneAndUpdate(
        {
          _id: bookingId,
          status: evenIfStarted ? { $ne: 'CANCELLED' } : 'SCHEDULED',
          moving: { $exists: false },
          ...(startsAt && { scheduledAt: { $eq: startsAt, $gt: at } }),
          ...paidBookings,
        },
        {
          $set: {
            status: 'CANCELLED',
            paymentStatus: paymentStatusAfterRefund(paid, refundAmount),
            cancellation: { by, at, refundAmount, isOpen: true },
          },
        },
        { returnDocument: 'after' },
      )
      .lean();
    return record ? toBooking(record) : undefined;
  }

  /** Records that the seat of a cancelled booking is released and its refund is owed. */
  async closeCancellation(bookingId: string): Promise<void> {
    await this.bookings.updateOne({ _id: bookingId }, { $unset: { 'cancellation.isOpen': 1 } });
  }

  /** Cancelled bookings from before a time whose seat or refund may be missing, the oldest first. */
  async listOpenCancellations(before: Date, limit: number): Promise<readonly SessionBooking[]> {
    const records = await this.bookings
      .find({ 'cancellation.isOpen': true, 'cancellation.at': { $lte: before } })
      .sort({ 'cancellation.at': 1 })
      .limit(limit)
      .lean();
    return records.map(toBooking);
  }

  /** A manual refund at Razorpay changes the payment status of a booking; never backwards. */
  async recordRefund({
    bookingId,
    paid,
    refunded,
  }: {
    bookingId: string;
    paid: Paise;
    refunded: Paise;
  }): Promise<void> {
    const paymentStatus = paymentStatusAfterRefund(paid, refunded);
    const before = bookingPaymentStatuses.filter(
      (status) => status !== 'REFUNDED' && status !== paymentStatus,
    );
    await this.bookings.updateOne(
      { _id: bookingId, paymentStatus: { $in: before } },
      { $set: { paymentStatus } },
    );
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

export function toBooking(record: SessionBookingRecord): SessionBooking {
  const { cancellation, moving } = record;
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
    cancellation: cancellation && {
      by: cancellation.by,
      at: cancellation.at,
      refundAmount: toPaise(cancellation.refundAmount),
    },
    moving: moving && { ...moving, from: String(moving.from), to: String(moving.to) },
    moves: record.moves ?? 0,
    mostRefundPercent: record.mostRefundPercent,
    timeChangedAt: record.timeChangedAt,
    updates: record.details?.updates ?? 0,
    moveOffer: record.moveOffer && {
      ...record.moveOffer,
      fromDuration: record.moveOffer.fromDuration ?? record.duration,
      answer: record.moveOffer.answer ?? undefined,
    },
    attendance: record.attendance,
  };
}

export interface BookingRequest {
  readonly bookingId: string;
  readonly userId: string;
}

/** @throws DomainError BOOKING_NOT_FOUND, also for another user's booking */
export async function requireOwnBooking(
  bookings: Pick<SessionBookingRepository, 'find'>,
  { bookingId, userId }: BookingRequest,
): Promise<SessionBooking> {
  const booking = await bookings.find(bookingId);
  if (booking?.userId !== userId) throw new DomainError('BOOKING_NOT_FOUND');
  return booking;
}

/** The first hour after booking, in which all the money comes back. Each user has it once per slot. */
export class FirstHourRepository {
  constructor(private readonly bookings: Pick<SessionBookingModel, 'find'>) {}

  /**
   * Whether the user may still use it. A booking in the slot has its seat only after the earlier one is cancelled, so a
   * caller with a booking sees all earlier ones.
   */
  async isLeft({ userId, timeSlotId }: { userId: string; timeSlotId: string }): Promise<boolean> {
    const cancelled = await this.bookings
      .find({
        userId: new Types.ObjectId(userId),
        timeSlotId: new Types.ObjectId(timeSlotId),
        status: 'CANCELLED',
        ...paidBookings,
      })
      .lean();
    return !cancelled.map(toBooking).some(hasUsedFirstHour);
  }
}
