import { type Connection, Schema } from 'mongoose';
import { customAlphabet } from 'nanoid';
import type { Clock } from '../../shared/clock.ts';
import { digestOf } from '../../shared/text.ts';

/** The secret address of a mentor's calendar. A new one replaces it. */
const mentorFeedSchema = new Schema(
  {
    /** The mentor. */
    _id: { type: Schema.Types.ObjectId, required: true },
    /** SHA-256 of the token, in hex, so that the database alone does not give access to the calendar. */
    token: { type: String, required: true },
    /** The generation of the account's sessions when the address was made. A new generation ends the address. */
    sessionEpoch: Number,
    createdAt: { type: Date, required: true },
  },
  { collection: 'mentorfeeds', versionKey: false },
);
mentorFeedSchema.index({ token: 1 }, { unique: true });

type MentorFeedModel = ReturnType<typeof createMentorFeedModel>;

export function createMentorFeedModel(connection: Connection) {
  return connection.model('MentorFeed', mentorFeedSchema);
}

/** 32 of 62 characters are 190 bits, which nobody can guess. */
const newToken = customAlphabet('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', 32);
const TOKEN = /^[0-9A-Za-z]{32}$/;

export interface FeedOwner {
  readonly id: string;
  readonly sessionEpoch: number;
}

/**
 * Secret addresses of calendars. Each belongs to one generation of the mentor's sessions, so that a new password or
 * address, or "log out everywhere", ends it.
 */
export class MentorFeedRepository {
  constructor(
    private readonly feeds: MentorFeedModel,
    private readonly clock: Clock,
  ) {}

  /** When the present address was made. */
  async findCreationTime({ id, sessionEpoch }: FeedOwner): Promise<Date | undefined> {
    const feed = await this.feeds.findById(id).lean();
    return feed && epochOf(feed) === sessionEpoch ? feed.createdAt : undefined;
  }

  /** The owner of a token; undefined if it was replaced. */
  async findOwner(token: string): Promise<FeedOwner | undefined> {
    if (!TOKEN.test(token)) return undefined;
    const feed = await this.feeds.findOne({ token: digestOf(token, 'hex') }).lean();
    return feed ? { id: String(feed._id), sessionEpoch: epochOf(feed) } : undefined;
  }

  /** Replaces the token. Only its hash is stored, so the caller must show it now. */
  async renew({ id, sessionEpoch }: FeedOwner): Promise<string> {
    const token = newToken();
    await this.feeds.updateOne(
      { _id: id },
      { $set: { token: digestOf(token, 'hex'), sessionEpoch, createdAt: this.clock.now() } },
      { upsert: true },
    );
    return token;
  }
}

function epochOf({ sessionEpoch }: { readonly sessionEpoch?: number | null | undefined }): number {
  return sessionEpoch ?? 0;
}
