import { Types } from 'mongoose';
import { isDuplicateKey } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';
import type { BusyTimeRecord, MentorCalendarModel, MentorCalendarRecord } from './mentor-calendar.model.ts';

/** When a session takes place: from its start, up to but without its end. */
export interface BusyTime {
  readonly slotId: string;
  readonly from: Date;
  readonly to: Date;
}

const KEEP_PAST_MS = 24 * 60 * 60 * 1000;

/** Which times of a mentor are taken. docs/decisions/0009-overlapping-sessions.md. */
export class MentorCalendarRepository {
  constructor(
    private readonly calendars: MentorCalendarModel,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes all of these times or none, in one write that asks whether they are free. Times of the same slots do not
   * stand in the way: a session may move to a time that overlaps its own.
   */
  async reserve(mentorId: string, times: readonly BusyTime[]): Promise<boolean> {
    const now = this.clock.now();
    const isPresent = { $gt: ['$$time.to', new Date(now.getTime() - KEEP_PAST_MS)] };
    const kept = { $filter: { input: { $ifNull: ['$busy', []] }, as: 'time', cond: isPresent } };
    const added = times.map((time) => ({ ...time, at: now }));
    try {
      await this.calendars.collection.updateOne(
        { _id: new Types.ObjectId(mentorId), $nor: times.map((time) => overlaps(time, times)) },
        [{ $set: { busy: { $concatArrays: [kept, added] } } }],
        { upsert: true },
      );
      return true;
    } catch (error) {
      // The mentor's document exists and did not match: a time is taken.
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** What is taken at these times by other slots. */
  async listOverlapping(mentorId: string, times: readonly BusyTime[]): Promise<readonly BusyTimeRecord[]> {
    const calendar = await this.calendars.findById(mentorId).lean<MentorCalendarRecord>();
    const own = new Set(times.map(({ slotId }) => slotId));
    return (calendar?.busy ?? []).filter(
      (busy) => !own.has(busy.slotId) && times.some((time) => busy.from < time.to && busy.to > time.from),
    );
  }

  async free(mentorId: string, times: readonly BusyTime[]): Promise<void> {
    const taken = times.map(({ slotId, from, to }) => ({ slotId, from, to }));
    await this.calendars.updateOne({ _id: mentorId }, { $pull: { busy: { $or: taken } } });
  }

  /** Frees whatever a slot has taken but for this time, or all of it. */
  async keepOnly(mentorId: string, slotId: string, time?: { from: Date; to: Date }): Promise<void> {
    const others = time ? { $nor: [{ from: time.from, to: time.to }] } : {};
    await this.calendars.updateOne({ _id: mentorId }, { $pull: { busy: { slotId, ...others } } });
  }
}

function overlaps({ from, to }: BusyTime, all: readonly BusyTime[]) {
  const others = { slotId: { $nin: all.map(({ slotId }) => slotId) } };
  return { busy: { $elemMatch: { ...others, from: { $lt: to }, to: { $gt: from } } } };
}
