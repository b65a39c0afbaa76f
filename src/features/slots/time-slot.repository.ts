import { type QueryFilter, type QueryOptions, Types } from 'mongoose';
import { timeLimitOf } from '../../gateways/mongo/index.ts';
import { DomainError } from '../../shared/errors.ts';
import { isObjectId } from '../../shared/ids.ts';
import { joinLookups } from '../../shared/joined-calls.ts';
import { type TimeSlotModel, type TimeSlotRecord, toTimeSlot } from './time-slot.model.ts';
import { endsAt, MAX_SESSION_MS, type TimeSlot } from './time-slot.ts';

type Essential =
  'mentorId' | 'title' | 'sessionType' | 'scheduledAt' | 'duration' | 'timeZone' | 'price' | 'maxStudents';
type MadeHere = 'id' | 'currentStudents' | 'status' | 'cancellation' | 'version';

/** The schema has defaults for the other fields. */
export type NewTimeSlot = Pick<TimeSlot, Essential> & Partial<Omit<TimeSlot, Essential | MadeHere>>;

export interface UpcomingQuery {
  readonly now: Date;
  readonly limit: number;
  readonly mentorId?: string;
}

export interface PastQuery {
  readonly mentorId: string;
  readonly now: Date;
  readonly skip: number;
  readonly limit: number;
}

/** More than a mentor has in a year, even with most of them cancelled. */
const MAX_PER_MENTOR = 2_000;

export class TimeSlotRepository {
  private readonly byId = joinLookups(
    (ids) => this.loadAll(ids),
    ({ id }) => id,
  );

  constructor(private readonly slots: TimeSlotModel) {}

  /** Undefined also for a malformed id. */
  async findById(slotId: string): Promise<TimeSlot | undefined> {
    return isObjectId(slotId) ? this.byId(slotId) : undefined;
  }

  async findMany(slotIds: readonly string[]): Promise<ReadonlyMap<string, TimeSlot>> {
    const found = await Promise.all([...new Set(slotIds)].map((id) => this.byId(id)));
    return new Map(found.flatMap((slot) => (slot ? [[slot.id, slot] as const] : [])));
  }

  /** The booking of the seat that this user holds in the slot. */
  async findBookingId({ slotId, userId }: { slotId: string; userId: string }): Promise<string | undefined> {
    const seats = heldBy(userId);
    const record = await this.slots.findOne({ _id: slotId, seats }, { seats }).lean();
    return record?.seats[0]?.bookingId;
  }

  /** Bookings of seats that this user holds in slots that are not over, including bookings that are not written yet. */
  async listHeldBookingIds(userId: string, now: Date): Promise<readonly string[]> {
    const seats = heldBy(userId);
    const records = await this.slots
      .find(
        {
          // Names all states, so that the index that begins with the state is used.
          status: { $in: ['open', 'cancelled'] },
          scheduledAt: { $gt: new Date(now.getTime() - MAX_SESSION_MS) },
          seats,
        },
        { seats, scheduledAt: 1, duration: 1 },
      )
      .lean();
    return records
      .filter((slot) => endsAt(slot) > now)
      .flatMap((slot) => slot.seats.map(({ bookingId }) => bookingId));
  }

  /** Ids of open slots that start in a period, the next first. */
  async listOpenIds({
    from,
    to,
    limit,
    exceptMentorIds,
  }: {
    readonly from: Date;
    readonly to: Date;
    readonly limit: number;
    readonly exceptMentorIds: readonly string[];
  }): Promise<readonly string[]> {
    const span = { status: 'open' as const, scheduledAt: { $gte: from, $lt: to } };
    const mentors = exceptMentorIds.length === 0 ? {} : { mentorId: { $nin: exceptMentorIds } };
    const records = await this.slots
      .find({ ...span, ...mentors }, { _id: 1 })
      .sort({ scheduledAt: 1 })
      .limit(limit)
      .lean();
    return records.map(({ _id }) => String(_id));
  }

  /** Open slots that have not started, the next first. */
  listUpcoming({ now, limit, mentorId }: UpcomingQuery): Promise<readonly TimeSlot[]> {
    const whose = mentorId === undefined ? {} : { mentorId };
    return this.list({ ...whose, status: 'open', scheduledAt: { $gt: now } }, { limit });
  }

  /** What a mentor has given and cancelled; the first sessions up to `limit`. */
  async readTrackRecord(mentorId: string, now: Date, limit: number): Promise<TrackRecord> {
    const given = {
      status: 'open',
      scheduledAt: { $lt: now },
      currentStudents: { $gt: 0 },
      ...hasEnded(now),
    };
    const isGiven = { $eq: ['$status', 'open'] };
    const [found] = await this.slots.aggregate<TrackRecord>([
      { $match: { mentorId: new Types.ObjectId(mentorId), $or: [given, { status: 'cancelled' }] } },
      { $sort: { scheduledAt: 1 } },
      { $limit: limit },
      {
        $group: {
          _id: null,
          sessions: { $sum: { $cond: [isGiven, 1, 0] } },
          attendees: { $sum: { $cond: [isGiven, '$currentStudents', 0] } },
          cancelled: { $sum: { $cond: [isGiven, 0, 1] } },
          firstAt: { $min: { $cond: [isGiven, '$scheduledAt', null] } },
        },
      },
    ]);
    return found ?? { sessions: 0, attendees: 0, cancelled: 0, firstAt: null };
  }

  async create(slot: NewTimeSlot): Promise<TimeSlot> {
    const created = await this.slots.create({ ...slot, mentorId: new Types.ObjectId(slot.mentorId) });
    return toTimeSlot(created.toObject());
  }

  /** A mentor's slots that end after that time, including cancelled ones, the next first. */
  listOfMentor(mentorId: string, endingAfter: Date): Promise<readonly TimeSlot[]> {
    return this.listEndingAfter(endingAfter, { mentorId });
  }

  /** A mentor's open slots that end after that time, the next first. All of them, because a mentor has at most 500. */
  listOpenOfMentor(mentorId: string, endingAfter: Date): Promise<readonly TimeSlot[]> {
    return this.listEndingAfter(endingAfter, { mentorId, status: 'open' });
  }

  /** A mentor's slots that start in this period, the next first. */
  listOfMentorBetween(mentorId: string, from: Date, to: Date): Promise<readonly TimeSlot[]> {
    return this.list({ mentorId, scheduledAt: { $gte: from, $lt: to } });
  }

  /** A mentor's past and cancelled slots, the latest first: one page of the index, read backwards. */
  listPastOfMentor({ mentorId, now, skip, limit }: PastQuery): Promise<readonly TimeSlot[]> {
    const past = { mentorId, $or: [{ status: 'cancelled' as const }, hasEnded(now)] };
    return this.list(past, { sort: { scheduledAt: -1 }, skip, limit });
  }

  private async listEndingAfter(
    moment: Date,
    whose: { readonly mentorId: string; readonly status?: 'open' },
  ): Promise<readonly TimeSlot[]> {
    const startingAfter = new Date(moment.getTime() - MAX_SESSION_MS);
    const filter = { ...whose, scheduledAt: { $gt: startingAfter } };
    const slots = await this.list(filter, { limit: MAX_PER_MENTOR });
    return slots.filter((slot) => endsAt(slot) > moment);
  }

  /** The next first, unless the options say otherwise. */
  private async list(
    filter: QueryFilter<TimeSlotRecord>,
    options: QueryOptions<TimeSlotRecord> = {},
  ): Promise<readonly TimeSlot[]> {
    const records = await this.slots
      .find(filter, { seats: 0 }, { sort: { scheduledAt: 1 }, ...options })
      .lean();
    return records.map(toTimeSlot);
  }

  private async loadAll(ids: readonly string[]): Promise<readonly TimeSlot[]> {
    if (ids.length === 0) return [];
    // Uses the driver, not mongoose: this read is part of every slot page, and casting would cost more than the query.
    const records = await this.slots.collection
      .find<TimeSlotRecord>(
        { _id: { $in: ids.map((id) => new Types.ObjectId(id)) } },
        { projection: { seats: 0 }, ...timeLimitOf(this.slots) },
      )
      .toArray();
    return records.map(toTimeSlot);
  }
}

/** Counts ended sessions with attendees. */
export interface TrackRecord {
  readonly sessions: number;
  /** Counts seats, so somebody who came twice counts twice. */
  readonly attendees: number;
  /** Counts cancelled sessions, booked or not. */
  readonly cancelled: number;
  readonly firstAt: Date | null;
}

function hasEnded(now: Date) {
  const end = { $add: ['$scheduledAt', { $multiply: ['$duration', 60_000] }] };
  return { $expr: { $lte: [end, now] } };
}

/** This user's seats that are not released. */
function heldBy(userId: string) {
  return { $elemMatch: { userId: new Types.ObjectId(userId), releasedAt: { $exists: false } } };
}

/** @throws DomainError SLOT_NOT_FOUND, also for a malformed id */
export async function requireSlot(
  slots: Pick<TimeSlotRepository, 'findById'>,
  slotId: string,
): Promise<TimeSlot> {
  const slot = await slots.findById(slotId);
  if (!slot) throw new DomainError('SLOT_NOT_FOUND');
  return slot;
}

/** @throws DomainError SLOT_NOT_FOUND, also for another mentor's slot */
export async function requireOwnSlot(
  slots: Pick<TimeSlotRepository, 'findById'>,
  { slotId, mentorId }: { slotId: string; mentorId: string },
): Promise<TimeSlot> {
  const slot = await slots.findById(slotId);
  if (slot?.mentorId !== mentorId) throw new DomainError('SLOT_NOT_FOUND');
  return slot;
}
