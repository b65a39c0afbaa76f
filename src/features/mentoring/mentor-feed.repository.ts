import { customAlphabet } from 'nanoid';
import type { Clock } from '../../shared/clock.ts';
import type { MentorFeedModel, MentorFeedRecord } from './mentor-feed.model.ts';

/** 32 of 62 characters are 190 bits: nobody guesses one. */
const newToken = customAlphabet('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', 32);
const TOKEN = /^[0-9A-Za-z]{32}$/;

export class MentorFeedRepository {
  constructor(
    private readonly feeds: MentorFeedModel,
    private readonly clock: Clock,
  ) {}

  async findToken(mentorId: string): Promise<string | undefined> {
    return (await this.feeds.findById(mentorId).lean<MentorFeedRecord>())?.token;
  }

  /** Who has this token; undefined for one that was renewed since. */
  async findMentorId(token: string): Promise<string | undefined> {
    if (!TOKEN.test(token)) return undefined;
    const feed = await this.feeds.findOne({ token }).lean<MentorFeedRecord>();
    return feed ? String(feed._id) : undefined;
  }

  /** From now on only the new token counts. */
  async renew(mentorId: string): Promise<void> {
    await this.feeds.updateOne(
      { _id: mentorId },
      { $set: { token: newToken(), createdAt: this.clock.now() } },
      { upsert: true },
    );
  }
}
