import { randomBytes } from 'node:crypto';
import { type Connection, type Model, Schema, Types } from 'mongoose';
import type { RecordOf } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { digestOf } from '../../shared/text.ts';

const tokenPurposes = ['reset-password', 'verify-email'] as const;
export type TokenPurpose = (typeof tokenPurposes)[number];

const accountTokenSchema = new Schema(
  {
    /** SHA-256 of the token, in hex, so that nobody can make a link from the database. */
    _id: { type: String, required: true },
    userId: { type: Schema.Types.ObjectId, required: true },
    purpose: { type: String, enum: tokenPurposes, required: true },
    email: { type: String, required: true },
    /** A new password or address makes the link useless. */
    sessionEpoch: Number,
    expiresAt: { type: Date, required: true },
  },
  { collection: 'accounttokens', versionKey: false },
);
accountTokenSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
accountTokenSchema.index({ userId: 1, purpose: 1 });

type AccountTokenRecord = RecordOf<typeof accountTokenSchema>;
type AccountTokenModel = Model<AccountTokenRecord>;

export function createAccountTokenModel(connection: Connection): AccountTokenModel {
  return connection.model<AccountTokenRecord>('AccountToken', accountTokenSchema);
}

export interface AccountToken {
  readonly userId: string;
  /** The address that the link was sent to. */
  readonly email: string;
  /** The account's epoch when the link was requested. */
  readonly sessionEpoch: number;
}

const BYTES = 32;

/** Secrets of the links in mails. Each works once and for a limited time, and only its hash is stored. */
export class AccountTokenRepository {
  constructor(
    private readonly tokens: AccountTokenModel,
    private readonly clock: Clock,
  ) {}

  /** @returns the token and its expiry */
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

  /** The owner of a token. Does not use it up. */
  async find(token: string, purpose: TokenPurpose): Promise<AccountToken | undefined> {
    return toToken(await this.tokens.findOne(this.usable(token, purpose)).lean());
  }

  /** Uses a token up. Only one of several concurrent callers gets it. */
  async take(token: string, purpose: TokenPurpose): Promise<AccountToken | undefined> {
    return toToken(await this.tokens.findOneAndDelete(this.usable(token, purpose)).lean());
  }

  /** Ends the person's links of this purpose, or all of them. */
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
