import { type PipelineStage, Types } from 'mongoose';
import type { Clock } from '../../shared/clock.ts';
import { joinCalls } from '../../shared/joined-calls.ts';
import { BoundedMap, groupBy } from '../../shared/maps.ts';
import type { RefundPolicy } from '../../shared/refund-policy.ts';
import { type SeatRecord, type TimeSlotModel, type TimeSlotRecord, toTimeSlot } from './time-slot.model.ts';
import { isAsSold, isOnSale, type SeatRefusal, type SoldTerms, type TimeSlot } from './time-slot.ts';

export interface SeatClaimRequest extends SoldTerms {
  readonly slotId: string;
  readonly bookingId: string;
  readonly userId: string;
  readonly orderId: string;
  readonly paymentId: string;
  /** A booking that is rescheduled back may claim although its payment has released seats in this slot. */
  readonly isMove?: boolean;
}

export type SeatClaim =
  | { readonly kind: 'claimed'; readonly slot: TimeSlot }
  | { readonly kind: 'refused'; readonly reason: SeatRefusal | 'DUPLICATE_PAYMENT' };

/** What a payment needs of the seats. */
export type Seats = Pick<SeatRepository, 'claimSeat' | 'releaseSeat'>;

/** Attempts to claim, because a seat may be released between the refused write and the check. */
const CLAIM_TRIES = 3;
/** For this many milliseconds after a slot was full, claims read it first: under load one read answers many claims. */
const RECENTLY_FULL_MS = 5_000;
const MAX_FULL_SLOTS = 1_000;

/** Claims and releases seats by conditional writes to one document. */
export class SeatRepository {
  /** Slots found full. Only decides whether to read or to write first; correctness does not depend on it. */
  private readonly recentlyFull = new BoundedMap<true>(MAX_FULL_SLOTS, RECENTLY_FULL_MS);
  private readonly look = joinCalls((requests: readonly SeatClaimRequest[]) => this.lookForAll(requests));

  constructor(
    private readonly slots: TimeSlotModel,
    private readonly clock: Clock,
  ) {}

  /**
   * Claims one seat for a payment. The guard, the count and the entry are one write, so two payments never get the same
   * seat. Claiming again for the same payment returns `claimed` and changes nothing.
   */
  async claimSeat(request: SeatClaimRequest): Promise<SeatClaim> {
    if (this.recentlyFull.get(request.slotId)) {
      const answer = await this.answerByReading(request, this.clock.now());
      if (answer) return answer;
    }
    for (let attempt = 1; attempt <= CLAIM_TRIES; attempt += 1) {
      const now = this.clock.now();
      const slot = await this.slots
        .findOneAndUpdate(
          seatGuard(request, now),
          { $inc: { currentStudents: 1, 'listing.freeSeats': -1 }, $push: { seats: toSeat(request, now) } },
          { returnDocument: 'after', projection: { seats: 0 } },
        )
        .lean();
      if (slot) return { kind: 'claimed', slot: toTimeSlot(slot) };
      const answer = await this.answerByReading(request, now);
      if (answer) return answer;
    }
    return { kind: 'refused', reason: 'SLOT_FULL' };
  }

  /**
   * Releases the seat of a payment: the entry is marked and the count decreased in one write. False if it held none.
   */
  async releaseSeat({ slotId, paymentId }: { slotId: string; paymentId: string }): Promise<boolean> {
    const { modifiedCount } = await this.slots.updateOne(
      { _id: slotId, seats: { $elemMatch: { paymentId, releasedAt: { $exists: false } } } },
      {
        $set: { 'seats.$.releasedAt': this.clock.now() },
        $inc: { currentStudents: -1, 'listing.freeSeats': 1 },
      },
    );
    return modifiedCount === 1;
  }

  /**
   * Answers a claim from the stored slot. Undefined if a seat was released since the claim. Handles each condition of
   * seatGuard.
   */
  private async answerByReading(request: SeatClaimRequest, now: Date): Promise<SeatClaim | undefined> {
    const record = await this.look(request);
    if (!record) return { kind: 'refused', reason: 'SLOT_CLOSED' };
    const slot = toTimeSlot(record);
    const own = record.seats.find(
      (seat) => seat.paymentId === request.paymentId && !isFromBeforeTheMove(seat, request),
    );
    if (own && !own.releasedAt) return { kind: 'claimed', slot };
    if (own || !isOnSale(slot, now) || !isAsSold(slot, request)) {
      return { kind: 'refused', reason: 'SLOT_CLOSED' };
    }
    const other = record.seats.find((seat) => !seat.releasedAt && isOfPayerOrPayment(seat, request));
    if (other) {
      const isSameOrder = other.orderId === request.orderId;
      return { kind: 'refused', reason: isSameOrder ? 'DUPLICATE_PAYMENT' : 'ALREADY_BOOKED' };
    }
    if (slot.currentStudents < slot.maxStudents) return undefined;
    this.recentlyFull.set(request.slotId, true);
    return { kind: 'refused', reason: 'SLOT_FULL' };
  }

  /** The slot of each request, with the seats of everybody who asked for it. */
  private async lookForAll(
    requests: readonly SeatClaimRequest[],
  ): Promise<readonly (TimeSlotRecord | undefined)[]> {
    const groups = [...groupBy(requests, ({ slotId }) => slotId).values()];
    const found = await Promise.all(
      groups.map((group) => this.slots.aggregate<TimeSlotRecord>(slotWithSeatsOf(group))),
    );
    const records = new Map(found.flat().map((record) => [String(record._id), record]));
    return requests.map(({ slotId }) => records.get(slotId));
  }
}

/** All conditions for a claim, as the filter of the write that makes it. */
function seatGuard(request: SeatClaimRequest, now: Date) {
  const { slotId, userId, paymentId, scheduledAt, duration, price, refundPolicy, isMove } = request;
  const unreleased = { releasedAt: { $exists: false } };
  const ownPayment = isMove ? { paymentId, ...unreleased } : { paymentId };
  return {
    _id: slotId,
    status: 'open' as const,
    scheduledAt: { $eq: scheduledAt, $gt: now },
    duration,
    ...(price !== undefined && { price }),
    ...(refundPolicy !== undefined && { refundPolicy: storedPolicy(refundPolicy) }),
    $expr: { $lt: ['$currentStudents', '$maxStudents'] },
    seats: {
      $not: { $elemMatch: { $or: [ownPayment, { userId: new Types.ObjectId(userId), ...unreleased }] } },
    },
  };
}

/** Rows from before there were policies have none, which means flexible. */
function storedPolicy(policy: RefundPolicy) {
  return policy === 'flexible' ? { $in: [policy, null] } : policy;
}

function toSeat(request: SeatClaimRequest, at: Date): SeatRecord {
  const { bookingId, userId, paymentId, orderId } = request;
  return { bookingId, userId: new Types.ObjectId(userId), paymentId, orderId, at };
}

function isFromBeforeTheMove(seat: SeatRecord, request: SeatClaimRequest): boolean {
  return request.isMove === true && seat.releasedAt !== undefined;
}

function isOfPayerOrPayment(seat: SeatRecord, { userId, paymentId }: SeatClaimRequest): boolean {
  return seat.paymentId === paymentId || String(seat.userId) === userId;
}

/** Projects the slot to the seats of these users and payments, because a large slot has a thousand others. */
function slotWithSeatsOf(requests: readonly [SeatClaimRequest, ...SeatClaimRequest[]]): PipelineStage[] {
  const [{ slotId }] = requests;
  const payments = requests.map(({ paymentId }) => paymentId);
  const users = requests.map(({ userId }) => new Types.ObjectId(userId));
  const isOfThem = { $or: [{ $in: ['$$seat.paymentId', payments] }, { $in: ['$$seat.userId', users] }] };
  return [
    { $match: { _id: new Types.ObjectId(slotId) } },
    { $set: { seats: { $filter: { input: { $ifNull: ['$seats', []] }, as: 'seat', cond: isOfThem } } } },
  ];
}
