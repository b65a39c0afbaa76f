import { type Connection, type Model, Schema, Types } from 'mongoose';
import { isDuplicateKey, type RecordOf, timeLimitOf } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';

/** A time that a session of the mentor takes. */
const busyTimeSchema = new Schema(
  {
    slotId: { type: String, required: true },
    from: { type: Date, required: true },
    to: { type: Date, required: true },
    /** When it was reserved. A reservation that stays without its session was left by a crash. */
    at: { type: Date, required: true },
  },
  { _id: false },
);

/** One document per mentor, so that a single conditional write can prevent overlaps. */
const mentorCalendarSchema = new Schema(
  {
    /** The mentor. */
    _id: { type: Schema.Types.ObjectId, required: true },
    busy: { type: [busyTimeSchema], default: [] },
  },
  { collection: 'mentorcalendars', versionKey: false },
);

export type BusyTimeRecord = RecordOf<typeof busyTimeSchema>;
type MentorCalendarRecord = RecordOf<typeof mentorCalendarSchema>;
type MentorCalendarModel = Model<MentorCalendarRecord>;

export function createMentorCalendarModel(connection: Connection): MentorCalendarModel {
  return connection.model<MentorCalendarRecord>('MentorCalendar', mentorCalendarSchema);
}

/** The period of a session, without its end. */
export type BusyTime = Readonly<Omit<BusyTimeRecord, 'at'>>;

const HOUR_MS = 60 * 60 * 1000;
const KEEP_PAST_MS = 24 * HOUR_MS;
/** Limits per mentor: future sessions, and sessions published or moved within an hour. */
export const MAX_AHEAD = 500;
export const MAX_PER_HOUR = 300;

/** The times that a mentor's sessions take; docs/decisions/0009-overlapping-sessions.md. */
export class MentorCalendarRepository {
  constructor(
    private readonly calendars: MentorCalendarModel,
    private readonly clock: Clock,
  ) {}

  /**
   * Reserves all of these times or none, in one write whose filter checks that they are free and not too many. Times of
   * the same slots do not count, because a session may move to a time that overlaps its own.
   */
  async reserve(mentorId: string, times: readonly BusyTime[]): Promise<'reserved' | 'taken' | 'too-many'> {
    const now = this.clock.now();
    const kept = filterBusy(['$$time.to', after(now, -KEEP_PAST_MS)]);
    const added = times.map((time) => ({ ...time, at: now }));
    const hasRoom = {
      $and: [
        { $lte: [{ $size: filterBusy(['$$time.to', now]) }, MAX_AHEAD - times.length] },
        { $lte: [{ $size: filterBusy(['$$time.at', after(now, -HOUR_MS)]) }, MAX_PER_HOUR - times.length] },
      ],
    };
    const [first] = times;
    try {
      const calendar = await this.calendars.collection.findOneAndUpdate(
        { _id: new Types.ObjectId(mentorId), $nor: times.map((time) => overlaps(time, times)) },
        [{ $set: { busy: { $cond: [hasRoom, { $concatArrays: [kept, added] }, kept] } } }],
        {
          upsert: true,
          returnDocument: 'after',
          ...timeLimitOf(this.calendars),
          projection: { busy: { $elemMatch: { slotId: first?.slotId, at: now } } },
        },
      );
      return calendar?.busy === undefined ? 'too-many' : 'reserved';
    } catch (error) {
      // The mentor's document exists and did not match, so a time is taken.
      if (isDuplicateKey(error)) return 'taken';
      throw error;
    }
  }

  /** When the oldest reservation of the last hour was made; undefined while the hourly limit is not reached. */
  async findHourlyLimit(mentorId: string, count: number): Promise<Date | undefined> {
    const hourAgo = after(this.clock.now(), -HOUR_MS);
    const calendar = await this.calendars.findById(mentorId).lean();
    const recent = (calendar?.busy ?? []).map(({ at }) => at).filter((at) => at > hourAgo);
    return recent.length + count > MAX_PER_HOUR ? new Date(Math.min(...recent.map(Number))) : undefined;
  }

  /** Times of other slots that overlap these. */
  async listOverlapping(mentorId: string, times: readonly BusyTime[]): Promise<readonly BusyTimeRecord[]> {
    const calendar = await this.calendars.findById(mentorId).lean();
    const own = new Set(times.map(({ slotId }) => slotId));
    return (calendar?.busy ?? []).filter(
      (busy) => !own.has(busy.slotId) && times.some((time) => busy.from < time.to && busy.to > time.from),
    );
  }

  async free(mentorId: string, times: readonly BusyTime[]): Promise<void> {
    const taken = times.map(({ slotId, from, to }) => ({ slotId, from, to }));
    await this.calendars.updateOne({ _id: mentorId }, { $pull: { busy: { $or: taken } } });
  }

  /** Frees all times of a slot except this one. */
  async keepOnly(mentorId: string, slotId: string, time?: { from: Date; to: Date }): Promise<void> {
    const others = time ? { $nor: [{ from: time.from, to: time.to }] } : {};
    await this.calendars.updateOne({ _id: mentorId }, { $pull: { busy: { slotId, ...others } } });
  }
}

function after(moment: Date, milliseconds: number): Date {
  return new Date(moment.getTime() + milliseconds);
}

/** Matches reservations with a field later than a moment. */
function filterBusy(isLater: readonly [field: string, moment: Date]) {
  return { $filter: { input: { $ifNull: ['$busy', []] }, as: 'time', cond: { $gt: isLater } } };
}

function overlaps({ from, to }: BusyTime, all: readonly BusyTime[]) {
  const others = { slotId: { $nin: all.map(({ slotId }) => slotId) } };
  return { busy: { $elemMatch: { ...others, from: { $lt: to }, to: { $gt: from } } } };
}
