import { type Connection, type Model, Schema, type Types } from 'mongoose';
import { type Mail, type MailStatus, mailStatuses } from './mail.ts';

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
// What admins search by.
for (const id of ['mail.userId', 'mail.bookingId', 'mail.paymentId']) {
  outboxSchema.index({ [id]: 1 }, { sparse: true });
}
outboxSchema.index({ finishedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

export function createOutboxModel(connection: Connection): OutboxModel {
  return connection.model<OutboxRecord>('OutboxMail', outboxSchema);
}
