import { type Connection, type Model, Schema, Types } from 'mongoose';
import { joinInserts, type RecordOf } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { joinWrites } from '../../shared/joined-calls.ts';
import { groupBy } from '../../shared/maps.ts';
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

/** Long after anything could write the same mail again. */
const KEPT_SECONDS = 180 * 24 * 60 * 60;

const outboxSchema = new Schema(
  {
    /** The mail's key. */
    _id: { type: String, required: true },
    mail: { type: Schema.Types.Mixed, required: true },
    status: { type: String, enum: mailStatuses, required: true },
    createdAt: { type: Date, required: true },
    /** Missing once the mail is done, so that the index stays small. */
    nextAttemptAt: Date,
    /** Tells which call of takeDue has it. */
    takenBy: String,
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
// The ids that admins search by.
for (const id of ['mail.userId', 'mail.bookingId', 'mail.paymentId']) {
  outboxSchema.index({ [id]: 1 }, { sparse: true });
}
outboxSchema.index({ finishedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

export type OutboxRecord = Omit<RecordOf<typeof outboxSchema>, 'mail'> & {
  mail: Omit<Mail, 'userId'> & { readonly userId: Types.ObjectId };
};
export type OutboxModel = Model<OutboxRecord>;

export function createOutboxModel(connection: Connection): OutboxModel {
  return connection.model<OutboxRecord>('OutboxMail', outboxSchema);
}

/** Encrypts details, so that they cannot be read in the database. */
export interface Sealer {
  seal(details: PrivateDetails): string;
  /** Undefined if it was encrypted with a secret that is no longer configured. */
  open(sealed: string): PrivateDetails | undefined;
}

/**
 * How long one process owns a mail, in milliseconds. Longer than the slowest SMTP conversation, so that no second
 * process sends it.
 */
const LEASE_MS = 3 * 60_000;

/** The result of a mail. */
interface MailEnd {
  readonly key: string;
  readonly status: Exclude<MailStatus, 'WAITING'>;
  readonly note: string | undefined;
}

/** The outbox. The key of a mail is the `_id`, so each mail is stored once, however many writers there are. */
export class OutboxRepository {
  /** Mails that end at the same moment in the same way share one write. */
  private readonly writeEnd = joinWrites<MailEnd>(async (ends) => {
    const groups = groupBy(ends, ({ status, note = '' }) => `${status} ${note}`).values();
    await Promise.all([...groups].map((group) => this.endAll(group)));
  });

  private readonly insert: (records: readonly OutboxRecord[]) => Promise<number>;

  constructor(
    private readonly outbox: OutboxModel,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
  ) {
    this.insert = joinInserts(outbox);
  }

  /** Inserts mails with one command. Mails that exist already stay as they are. @returns how many are new */
  async add(mails: readonly NewMail[]): Promise<number> {
    if (mails.length === 0) return 0;
    const now = this.clock.now();
    return this.insert(mails.map((mail) => this.toRecord(mail, now)));
  }

  async find(key: string): Promise<OutboxMail | undefined> {
    const record = await this.outbox.findById(key).lean();
    return record ? toMail(record) : undefined;
  }

  /**
   * The longest-waiting mails that are due. This call owns them until the lease ends. Counts an attempt. It returns
   * fewer mails if another process takes some of them at the same moment.
   */
  async takeDue(limit: number): Promise<readonly OutboxMail[]> {
    const now = this.clock.now();
    const isDue = { nextAttemptAt: { $lte: now } };
    const due = await this.outbox.find(isDue, { _id: 1 }).sort({ nextAttemptAt: 1 }).limit(limit).lean();
    if (due.length === 0) return [];
    const ids = due.map(({ _id }) => _id);
    const takenBy = new Types.ObjectId().toHexString();
    await this.outbox.updateMany(
      { _id: { $in: ids }, ...isDue },
      { $set: { nextAttemptAt: new Date(now.getTime() + LEASE_MS), takenBy }, $inc: { attempts: 1 } },
    );
    const taken = await this.outbox.find({ _id: { $in: ids }, takenBy }).lean();
    return taken.map(toMail);
  }

  /** Returns mails that were taken and not tried. */
  async putBack(mails: readonly OutboxMail[]): Promise<void> {
    if (mails.length === 0) return;
    await this.outbox.updateMany(
      { _id: { $in: mails.map(({ key }) => key) }, status: 'WAITING' },
      { $set: { nextAttemptAt: this.clock.now() }, $inc: { attempts: -1 } },
    );
  }

  /** Ends the work on a mail. Removes the secret details unless a person may retry it. */
  async finish(key: string, status: MailEnd['status'], note?: string): Promise<void> {
    await this.writeEnd({ key, status, note });
  }

  /** Records a failed attempt and the time of the next one. */
  async postpone({ key, attempts }: OutboxMail, note: string): Promise<void> {
    const nextAttemptAt = new Date(this.clock.now().getTime() + backoff(attempts, SENDING_BACKOFF));
    await this.outbox.updateOne({ _id: key, status: 'WAITING' }, { $set: { nextAttemptAt, note } });
  }

  /** Newest first. */
  async list(status: MailStatus, limit: number, skip = 0): Promise<readonly OutboxMail[]> {
    const records = await this.outbox.find({ status }).sort({ createdAt: -1 }).skip(skip).limit(limit).lean();
    return records.map(toMail);
  }

  count(status: MailStatus): Promise<number> {
    return this.outbox.countDocuments({ status });
  }

  /** The number of mails that are due, and the time of the oldest. */
  async measureBacklog(): Promise<{ count: number; oldest: Date | undefined }> {
    const due = { nextAttemptAt: { $lte: this.clock.now() } };
    const [count, first] = await Promise.all([
      this.outbox.countDocuments(due),
      this.outbox.findOne(due).sort({ nextAttemptAt: 1 }).lean(),
    ]);
    return { count, oldest: first?.nextAttemptAt };
  }

  /** Retries a parked mail. False if it is not parked. */
  async retryParked(key: string): Promise<boolean> {
    const { modifiedCount } = await this.outbox.updateOne(
      { _id: key, status: 'PARKED' },
      { $set: { status: 'WAITING', nextAttemptAt: this.clock.now() }, $unset: { finishedAt: 1 } },
    );
    return modifiedCount === 1;
  }

  /** @throws if it was encrypted with a secret that is no longer configured */
  detailsOf({ key, sealed }: OutboxMail): PrivateDetails {
    if (sealed === undefined) return {};
    const details = this.sealer.open(sealed);
    if (!details) throw new Error(`The details of ${key} cannot be decrypted with the configured secrets`);
    return details;
  }

  private async endAll(ends: readonly [MailEnd, ...MailEnd[]]): Promise<void> {
    const [{ status, note }] = ends;
    await this.outbox.updateMany(
      { _id: { $in: ends.map(({ key }) => key) }, status: 'WAITING' },
      {
        $set: { status, finishedAt: this.clock.now(), ...(note !== undefined && { note }) },
        $unset: {
          nextAttemptAt: 1,
          takenBy: 1,
          ...(status !== 'PARKED' && { sealed: 1 }),
          ...(note === undefined && { note: 1 }),
        },
      },
    );
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
