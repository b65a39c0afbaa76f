import { type Connection, type Model, Schema, Types } from 'mongoose';
import { joinInserts } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { backoff } from '../../shared/waiting.ts';
import {
  keyOf,
  type Mail,
  type MailStatus,
  mailStatuses,
  type NewMail,
  type OutboxMail,
  type PrivateDetails,
  SENDING_BACKOFF,
} from './mail.ts';

/** A mail with the id of its person as every collection has it. */
export type MailRecord = Omit<Mail, 'userId'> & { readonly userId: Types.ObjectId };

export interface OutboxRecord {
  /** The mail's key. */
  _id: string;
  mail: MailRecord;
  status: MailStatus;
  createdAt: Date;
  /** When to try; absent once finished, which keeps the index as small as the work to do. */
  nextAttemptAt?: Date;
  expiresAt?: Date;
  attempts: number;
  finishedAt?: Date;
  note?: string;
  sealed?: string;
}

export type OutboxModel = Model<OutboxRecord>;

/** Long after the last moment at which anything could write the same mail again. */
const KEPT_SECONDS = 180 * 24 * 60 * 60;

const outboxSchema = new Schema<OutboxRecord>(
  {
    _id: { type: String, required: true },
    mail: { type: Schema.Types.Mixed, required: true },
    status: { type: String, enum: mailStatuses, required: true },
    createdAt: { type: Date, required: true },
    nextAttemptAt: Date,
    expiresAt: Date,
    attempts: { type: Number, default: 0 },
    finishedAt: Date,
    note: String,
    sealed: String,
  },
  { collection: 'outbox', versionKey: false },
);
outboxSchema.index({ nextAttemptAt: 1 }, { sparse: true });
outboxSchema.index({ status: 1, createdAt: -1 });
outboxSchema.index({ createdAt: -1 });
// What admins search by.
for (const id of ['mail.userId', 'mail.bookingId', 'mail.paymentId']) {
  outboxSchema.index({ [id]: 1 }, { sparse: true });
}
outboxSchema.index({ finishedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

export function createOutboxModel(connection: Connection): OutboxModel {
  return connection.model<OutboxRecord>('OutboxMail', outboxSchema);
}

/** Makes details unreadable for whoever sees the database, and readable again. */
export interface Sealer {
  seal(details: PrivateDetails): string;
  /** Undefined when it was sealed with a secret that is no longer in use. */
  open(sealed: string): PrivateDetails | undefined;
}

/**
 * Milliseconds for which one process has a mail for itself: longer than the slowest conversation with a mail server
 * takes, so that a second one does not send it as well.
 */
const LEASE_MS = 3 * 60_000;

/** Mails to be sent, being sent and sent. The key is the `_id`: of each mail there is one, by any number of writers. */
export class OutboxRepository {
  private readonly insert: (records: readonly OutboxRecord[]) => Promise<number>;

  constructor(
    private readonly outbox: OutboxModel,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
  ) {
    this.insert = joinInserts(outbox);
  }

  /** Writes down mails to be sent, by one insert. Those that were written before stay as they are; how many are new. */
  async add(mails: readonly NewMail[]): Promise<number> {
    if (mails.length === 0) return 0;
    const now = this.clock.now();
    return this.insert(mails.map((mail) => this.toRecord(mail, now)));
  }

  async find(key: string): Promise<OutboxMail | undefined> {
    const record = await this.outbox.findById(key).lean();
    return record ? toMail(record) : undefined;
  }

  /** The mail that has waited longest, for this process alone until the lease ends. Its try counts from now. */
  async takeNext(): Promise<OutboxMail | undefined> {
    const now = this.clock.now();
    const record = await this.outbox
      .findOneAndUpdate(
        { nextAttemptAt: { $lte: now } },
        { $set: { nextAttemptAt: new Date(now.getTime() + LEASE_MS) }, $inc: { attempts: 1 } },
        { sort: { nextAttemptAt: 1 }, returnDocument: 'after' },
      )
      .lean();
    return record ? toMail(record) : undefined;
  }

  /** Nothing is left to do for this mail, or only by a person; what was secret about a mail that is done is removed. */
  async finish(key: string, status: Exclude<MailStatus, 'WAITING'>, note?: string): Promise<void> {
    await this.outbox.updateOne(
      { _id: key, status: 'WAITING' },
      {
        $set: { status, finishedAt: this.clock.now(), ...(note !== undefined && { note }) },
        $unset: {
          nextAttemptAt: 1,
          ...(status !== 'PARKED' && { sealed: 1 }),
          ...(note === undefined && { note: 1 }),
        },
      },
    );
  }

  /** Notes a try that failed, and when the next one is due. */
  async postpone({ key, attempts }: OutboxMail, note: string): Promise<void> {
    const nextAttemptAt = new Date(this.clock.now().getTime() + backoff(attempts, SENDING_BACKOFF));
    await this.outbox.updateOne({ _id: key, status: 'WAITING' }, { $set: { nextAttemptAt, note } });
  }

  /** Mails of a state, the newest first: those PARKED are for a person to see. */
  async list(status: MailStatus, limit: number, skip = 0): Promise<readonly OutboxMail[]> {
    const records = await this.outbox.find({ status }).sort({ createdAt: -1 }).skip(skip).limit(limit).lean();
    return records.map(toMail);
  }

  count(status: MailStatus): Promise<number> {
    return this.outbox.countDocuments({ status });
  }

  /** How many mails should have gone by now, and since when the first of them. */
  async measureBacklog(): Promise<{ count: number; oldest: Date | undefined }> {
    const due = { nextAttemptAt: { $lte: this.clock.now() } };
    const [count, first] = await Promise.all([
      this.outbox.countDocuments(due),
      this.outbox.findOne(due).sort({ nextAttemptAt: 1 }).lean(),
    ]);
    return { count, oldest: first?.nextAttemptAt };
  }

  /** A person wants a mail tried again that was refused for good. False when it was not. */
  async retryParked(key: string): Promise<boolean> {
    const { modifiedCount } = await this.outbox.updateOne(
      { _id: key, status: 'PARKED' },
      { $set: { status: 'WAITING', nextAttemptAt: this.clock.now() }, $unset: { finishedAt: 1 } },
    );
    return modifiedCount === 1;
  }

  /** @throws when it was sealed with a secret that is no longer in use */
  detailsOf({ key, sealed }: OutboxMail): PrivateDetails {
    if (sealed === undefined) return {};
    const details = this.sealer.open(sealed);
    if (!details) throw new Error(`The details of ${key} cannot be opened with the present secrets`);
    return details;
  }

  private toRecord(
    { mail, sendAt, delayMs = 0, expiresAt, privateDetails }: NewMail,
    now: Date,
  ): OutboxRecord {
    return {
      _id: keyOf(mail),
      mail: { ...mail, userId: new Types.ObjectId(mail.userId) },
      status: 'WAITING',
      createdAt: now,
      nextAttemptAt: sendAt ?? new Date(now.getTime() + delayMs),
      attempts: 0,
      ...(expiresAt && { expiresAt }),
      ...(privateDetails && { sealed: this.sealer.seal(privateDetails) }),
    };
  }
}

function toMail(record: OutboxRecord): OutboxMail {
  return {
    key: record._id,
    mail: { ...record.mail, userId: String(record.mail.userId) } as Mail,
    status: record.status,
    createdAt: record.createdAt,
    expiresAt: record.expiresAt,
    attempts: record.attempts,
    finishedAt: record.finishedAt,
    note: record.note,
    sealed: record.sealed,
  };
}
