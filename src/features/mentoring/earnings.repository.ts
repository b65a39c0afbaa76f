import { Types } from 'mongoose';
import { toPaise } from '../../shared/money.ts';
import { paidBookings, type SessionBookingModel } from '../bookings/index.ts';
import type { SoldSeat } from './earnings.ts';

interface SoldSeatRow {
  readonly timeSlotId: Types.ObjectId;
  readonly amount: number;
  readonly createdAt: Date;
  /** Absent for bookings of before payments were kept. */
  readonly payment?: { readonly decidedAt: Date; readonly fee?: number; readonly tax?: number };
  readonly refund?: { readonly createdAt: Date; readonly amount: number };
}

export class EarningsRepository {
  constructor(private readonly bookings: SessionBookingModel) {}

  /** Every seat that the mentor ever sold, with Razorpay's charge and what was refunded. */
  async listSoldSeats(mentorId: string): Promise<readonly SoldSeat[]> {
    const first = (field: string) => ({ $first: `$${field}` });
    const rows = await this.bookings.aggregate<SoldSeatRow>([
      { $match: { mentorId: new Types.ObjectId(mentorId), ...paidBookings } },
      lookUp('payments', '_id'),
      lookUp('refunds', 'razorpayPaymentId'),
      {
        $project: {
          timeSlotId: 1,
          amount: 1,
          createdAt: 1,
          payment: first('payments'),
          refund: first('refunds'),
        },
      },
    ]);
    return rows.map(toSoldSeat);
  }
}

function lookUp(from: string, foreignField: string) {
  return { $lookup: { from, localField: 'paymentDetails.razorpayPaymentId', foreignField, as: from } };
}

function toSoldSeat({ timeSlotId, amount, createdAt, payment, refund }: SoldSeatRow): SoldSeat {
  return {
    slotId: String(timeSlotId),
    paidAt: payment?.decidedAt ?? createdAt,
    paid: toPaise(amount),
    fee: toPaise(payment?.fee ?? 0),
    tax: toPaise(payment?.tax ?? 0),
    refund: refund && { at: refund.createdAt, amount: toPaise(refund.amount) },
  };
}
