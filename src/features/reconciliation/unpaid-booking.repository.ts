import type { Types } from 'mongoose';
import { type AnyModel, timeLimitOf } from '../../gateways/mongo/index.ts';

/** A row that a system which booked on reserve left behind: it was never paid, as far as it says. */
export interface UnpaidBooking {
  /** Of the type that the other system chose. */
  readonly id: Types.ObjectId | string;
  readonly orderId: string | undefined;
  readonly createdAt: Date;
}

interface LegacyRecord {
  _id: Types.ObjectId | string;
  createdAt: Date;
  razorpayOrderId?: unknown;
  paymentDetails?: { razorpayOrderId?: unknown };
}

/** The only code that sees rows of `sessionbookings` which are not bookings. */
export class UnpaidBookingRepository {
  constructor(private readonly bookings: AnyModel) {}

  /** The oldest first. Rows without a date of creation are left alone. */
  async *list(before: Date): AsyncGenerator<UnpaidBooking> {
    const records = this.bookings.collection
      .find<LegacyRecord>(isUnpaid(before), timeLimitOf(this.bookings))
      .sort({ createdAt: 1 });
    for await (const { _id, createdAt, razorpayOrderId, paymentDetails } of records) {
      const orderId = [paymentDetails?.razorpayOrderId, razorpayOrderId].find(isOrderId);
      yield { id: _id, orderId, createdAt };
    }
  }

  /** False when the row has changed since, or is gone. */
  async remove({ id }: UnpaidBooking, before: Date): Promise<boolean> {
    // The other system chose the type of its ids.
    const row: object = { _id: id, ...isUnpaid(before) };
    return (await this.bookings.collection.deleteOne(row)).deletedCount === 1;
  }
}

function isUnpaid(before: Date) {
  return { paymentStatus: 'PENDING', createdAt: { $type: 'date' as const, $lt: before } };
}

function isOrderId(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
