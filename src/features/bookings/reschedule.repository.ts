import { type QueryFilter, Types, type UpdateQuery } from 'mongoose';
import type { Clock } from '../../shared/clock.ts';
import { refundPercentOnCancellation } from '../refunds/index.ts';
import type { TimeSlot } from '../slots/index.ts';
import type { SessionBookingModel, SessionBookingRecord } from './session-booking.model.ts';
import { type FirstHourRepository, toBooking } from './session-booking.repository.ts';
import { type BookingMove, cancellationCaseOf, type SessionBooking } from './session-booking.ts';

/** The steps of rescheduling. Each is one repeatable conditional write. */
export class BookingMoveRepository {
  constructor(
    private readonly bookings: SessionBookingModel,
    private readonly clock: Clock,
    private readonly firstHour: Pick<FirstHourRepository, 'isLeft'>,
  ) {}

  /**
   * Records a move and the refund that a cancellation would give now. From now on the booking cannot be cancelled.
   * Undefined if the booking has changed.
   */
  async begin(booking: SessionBooking, target: TimeSlot): Promise<SessionBooking | undefined> {
    const hasFirstHour = await this.firstHour.isLeft(booking);
    const at = this.clock.now();
    const { scheduledAt, duration, sessionType } = target;
    const mostRefundPercent = refundPercentOnCancellation(
      cancellationCaseOf(booking, { now: at, hasFirstHour }),
    );
    const ids = { from: new Types.ObjectId(booking.timeSlotId), to: new Types.ObjectId(target.id) };
    return this.update(
      {
        _id: booking.id,
        status: 'SCHEDULED',
        timeSlotId: ids.from,
        scheduledAt: { $eq: booking.scheduledAt, $gt: at },
        moving: { $exists: false },
      },
      { $set: { moving: { ...ids, scheduledAt, duration, sessionType, at, mostRefundPercent } } },
    );
  }

  /**
   * Moves the booking into the new slot, whose seat is already claimed. From now on a cancellation gives at most what
   * it gave before. Undefined if the move is not under way.
   */
  async switchSlot(bookingId: string, move: BookingMove): Promise<SessionBooking | undefined> {
    const { scheduledAt, duration, sessionType, mostRefundPercent } = move;
    return this.update(
      { _id: bookingId, status: 'SCHEDULED', timeSlotId: new Types.ObjectId(move.from), ...isMove(move) },
      {
        $set: { timeSlotId: new Types.ObjectId(move.to), scheduledAt, duration, sessionType },
        $min: { mostRefundPercent },
        $inc: { moves: 1 },
      },
    );
  }

  /** The old seat is released, or there was no new one: the move is finished. */
  async end(bookingId: string, move: BookingMove): Promise<void> {
    await this.bookings.updateOne({ _id: bookingId, ...isMove(move) }, { $unset: { moving: 1 } });
  }

  /** Bookings whose move began before a time and has not ended, the oldest first. */
  async listUnfinished(before: Date, limit: number): Promise<readonly SessionBooking[]> {
    const records = await this.bookings
      .find({ 'moving.at': { $type: 'date', $lte: before } })
      .sort({ 'moving.at': 1 })
      .limit(limit)
      .lean();
    return records.map(toBooking);
  }

  private async update(
    filter: QueryFilter<SessionBookingRecord>,
    change: UpdateQuery<SessionBookingRecord>,
  ): Promise<SessionBooking | undefined> {
    const record = await this.bookings.findOneAndUpdate(filter, change, { returnDocument: 'after' }).lean();
    return record ? toBooking(record) : undefined;
  }
}

/** This very move: another one between the same slots has another time. */
function isMove({ to, at }: BookingMove) {
  return { 'moving.to': new Types.ObjectId(to), 'moving.at': at };
}
