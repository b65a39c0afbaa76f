import { createHash } from 'node:crypto';
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

  /** Since when the mentor has the present address. */
  async findCreationTime(mentorId: string): Promise<Date | undefined> {
    return (await this.feeds.findById(mentorId).lean<MentorFeedRecord>())?.createdAt;
  }

  /** Who has this token; undefined for one that was renewed or ended since. */
  async findMentorId(token: string): Promise<string | undefined> {
    if (!TOKEN.test(token)) return undefined;
    const feed = await this.feeds.findOne({ token: hashOf(token) }).lean<MentorFeedRecord>();
    return feed ? String(feed._id) : undefined;
  }

  /** A new token, which is nowhere else to be had. From now on only this one counts. */
  async renew(mentorId: string): Promise<string> {
    const token = newToken();
    await this.feeds.updateOne(
      { _id: mentorId },
      { $set: { token: hashOf(token), createdAt: this.clock.now() } },
      { upsert: true },
    );
    return token;
  }

  /** The address ends with the sessions of a person who wants everybody logged out, or has lost the password. */
  async end(mentorId: string): Promise<void> {
    await this.feeds.deleteOne({ _id: mentorId });
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
