import { randomBytes } from 'node:crypto';
import { type Connection, type Model, Schema, Types } from 'mongoose';
import type { Clock } from '../../shared/clock.ts';
import { digestOf } from '../../shared/text.ts';

const tokenPurposes = ['reset-password', 'verify-email'] as const;
export type TokenPurpose = (typeof tokenPurposes)[number];

export interface AccountTokenRecord {
  /** SHA-256 of the token, in hex: who reads the database has no link. */
  _id: string;
  userId: Types.ObjectId;
  purpose: TokenPurpose;
  /** The address that the link was sent to. */
  email: string;
  /** Of the account when the link was asked for: a new password or address makes the link useless. */
  sessionEpoch?: number;
  expiresAt: Date;
}

export type AccountTokenModel = Model<AccountTokenRecord>;

const accountTokenSchema = new Schema<AccountTokenRecord>(
  {
    _id: { type: String, required: true },
    userId: { type: Schema.Types.ObjectId, required: true },
    purpose: { type: String, enum: tokenPurposes, required: true },
    email: { type: String, required: true },
    sessionEpoch: { type: Number },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'accounttokens', versionKey: false },
);
accountTokenSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
accountTokenSchema.index({ userId: 1, purpose: 1 });

export function createAccountTokenModel(connection: Connection): AccountTokenModel {
  return connection.model<AccountTokenRecord>('AccountToken', accountTokenSchema);
}

export interface AccountToken {
  readonly userId: string;
  /** The address that the link was sent to. */
  readonly email: string;
  /** Of the account when the link was asked for. */
  readonly sessionEpoch: number;
}

const BYTES = 32;

/** Secrets of links in mails: each works once and for a time, and only their hashes are stored. */
export class AccountTokenRepository {
  constructor(
    private readonly tokens: AccountTokenModel,
    private readonly clock: Clock,
  ) {}

  /** A new token, and when it ends. */
  async create(
    { userId, email, sessionEpoch }: AccountToken,
    { purpose, lifetimeMs }: { purpose: TokenPurpose; lifetimeMs: number },
  ): Promise<{ token: string; expiresAt: Date }> {
    const token = randomBytes(BYTES).toString('base64url');
    const expiresAt = new Date(this.clock.now().getTime() + lifetimeMs);
    await this.tokens.create({
      _id: digestOf(token, 'hex'),
      userId: new Types.ObjectId(userId),
      purpose,
      email,
      sessionEpoch,
      expiresAt,
    });
    return { token, expiresAt };
  }

  /** Whom a token is for, without using it. */
  async find(token: string, purpose: TokenPurpose): Promise<AccountToken | undefined> {
    return toToken(await this.tokens.findOne(this.usable(token, purpose)).lean());
  }

  /** Uses a token up: of several who try at once, one gets it. */
  async take(token: string, purpose: TokenPurpose): Promise<AccountToken | undefined> {
    return toToken(await this.tokens.findOneAndDelete(this.usable(token, purpose)).lean());
  }

  /** Ends every link of that purpose, or of any, that the person was sent. */
  async removeOfUser(userId: string, purpose?: TokenPurpose): Promise<void> {
    await this.tokens.deleteMany({ userId, ...(purpose && { purpose }) });
  }

  private usable(token: string, purpose: TokenPurpose) {
    return { _id: digestOf(token, 'hex'), purpose, expiresAt: { $gt: this.clock.now() } };
  }
}

function toToken(record: AccountTokenRecord | null): AccountToken | undefined {
  if (!record) return undefined;
  const { userId, email, sessionEpoch = 0 } = record;
  return { userId: String(userId), email, sessionEpoch };
}
