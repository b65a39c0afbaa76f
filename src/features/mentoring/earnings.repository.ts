import { Types } from 'mongoose';
import type { AnyModel } from '../../gateways/mongo/index.ts';
import { groupBy } from '../../shared/maps.ts';
import { type Paise, toPaise } from '../../shared/money.ts';
import { toLocalTime } from '../../shared/zoned-time.ts';
import { paidBookings, type SessionBookingModel } from '../bookings/index.ts';

/** A payment that became a booking. */
export interface SoldSeat {
  readonly slotId: string;
  readonly paidAt: Date;
  readonly paid: Paise;
  /** Razorpay's charge for the payment, including GST. */
  readonly fee: Paise;
  /** The GST in it. */
  readonly tax: Paise;
  /** Of the session; undefined once the booking is cancelled. */
  readonly startsAt: Date | undefined;
  /** The refund, owed or paid, whoever cancelled. */
  readonly refund: { readonly at: Date; readonly amount: Paise } | undefined;
}

/** In paise. `net` is below zero if the fees of refunded payments exceed the earnings. */
export interface Earnings {
  readonly gross: number;
  readonly refunded: number;
  /** Razorpay's charge without GST. */
  readonly fee: number;
  readonly gst: number;
  readonly net: number;
}

export interface MonthOfEarnings extends Earnings {
  /** `2026-03`. */
  readonly month: string;
  readonly sessions: number;
  readonly seats: number;
}

interface Entry extends Earnings {
  readonly at: Date;
  readonly slotId: string;
  readonly seats: number;
}

/**
 * Who pays what: the attendee pays the price and nothing more. The mentor receives it, pays refunds, and pays
 * Razorpay's fee and its GST for every seat sold, because Razorpay keeps the fee when a payment is refunded. A payment
 * that did not become a booking is refunded at the site's cost and is not counted here. Each entry counts on its own
 * day, so a refund does not change a past month.
 */
function entriesOf({ slotId, paidAt, paid, fee, tax, refund }: SoldSeat): readonly Entry[] {
  const sale = {
    at: paidAt,
    slotId,
    seats: 1,
    gross: paid,
    refunded: 0,
    fee: fee - tax,
    gst: tax,
    net: paid - fee,
  };
  if (!refund) return [sale];
  const { at, amount } = refund;
  return [sale, { at, slotId, seats: 0, gross: 0, refunded: amount, fee: 0, gst: 0, net: 0 - amount }];
}

/** Razorpay's usual charge in hundredths of a percent: about 2 %, plus 18 % GST on that. */
const USUAL_CHARGE = 236;

/** An estimate of what remains of a price after Razorpay's usual charge. */
export function estimateIncome(price: Paise): Paise {
  return toPaise(price - Math.round((price * USUAL_CHARGE) / 10_000));
}

/** By month in the zone, newest first. Months without an entry are left out. */
export function earningsByMonth(seats: readonly SoldSeat[], timeZone: string): readonly MonthOfEarnings[] {
  const months = groupBy(seats.flatMap(entriesOf), ({ at }) => toLocalTime(at, timeZone).slice(0, 7));
  return [...months]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([month, entries]) => ({
      month,
      sessions: new Set(entries.filter(({ seats: sold }) => sold > 0).map(({ slotId }) => slotId)).size,
      seats: entries.reduce((sum, entry) => sum + entry.seats, 0),
      ...totalOf(entries),
    }));
}

/** The seats in sessions that have not started, whose money can still be refunded. */
export function seatsAhead(seats: readonly SoldSeat[], now: Date): readonly SoldSeat[] {
  return seats.filter(({ startsAt }) => startsAt !== undefined && startsAt > now);
}

export function totalOf(parts: readonly Earnings[]): Earnings {
  const sum = (of: keyof Earnings) => parts.reduce((total, part) => total + part[of], 0);
  return {
    gross: sum('gross'),
    refunded: sum('refunded'),
    fee: sum('fee'),
    gst: sum('gst'),
    net: sum('net'),
  };
}

interface SoldSeatRow {
  readonly timeSlotId: Types.ObjectId;
  readonly amount: number;
  readonly createdAt: Date;
  readonly scheduledAt: Date;
  readonly status: string;
  /** Missing for bookings that are older than the payments collection. */
  readonly payment?: { readonly decidedAt: Date; readonly fee?: number; readonly tax?: number };
  readonly refund?: { readonly createdAt: Date; readonly amount: number };
}

export class EarningsRepository {
  constructor(
    private readonly bookings: SessionBookingModel,
    private readonly decisions: AnyModel,
    private readonly refunds: AnyModel,
  ) {}

  /** Every seat that the mentor has sold, with Razorpay's charge and the refund. */
  async listSoldSeats(mentorId: string): Promise<readonly SoldSeat[]> {
    const first = (field: string) => ({ $first: `$${field}` });
    const rows = await this.bookings.aggregate<SoldSeatRow>([
      { $match: { mentorId: new Types.ObjectId(mentorId), ...paidBookings } },
      lookUp(this.decisions, { foreignField: '_id', as: 'payments' }),
      lookUp(this.refunds, { foreignField: 'razorpayPaymentId', as: 'refunds' }),
      {
        $project: {
          timeSlotId: 1,
          amount: 1,
          createdAt: 1,
          scheduledAt: 1,
          status: 1,
          payment: first('payments'),
          refund: first('refunds'),
        },
      },
    ]);
    return rows.map(toSoldSeat);
  }
}

function lookUp({ collection }: AnyModel, join: { readonly foreignField: string; readonly as: string }) {
  const localField = 'paymentDetails.razorpayPaymentId';
  return { $lookup: { from: collection.collectionName, localField, ...join } };
}

function toSoldSeat({
  timeSlotId,
  amount,
  createdAt,
  scheduledAt,
  status,
  payment,
  refund,
}: SoldSeatRow): SoldSeat {
  return {
    slotId: String(timeSlotId),
    paidAt: payment?.decidedAt ?? createdAt,
    paid: toPaise(amount),
    fee: toPaise(payment?.fee ?? 0),
    tax: toPaise(payment?.tax ?? 0),
    startsAt: status === 'CANCELLED' ? undefined : scheduledAt,
    refund: refund && { at: refund.createdAt, amount: toPaise(refund.amount) },
  };
}
