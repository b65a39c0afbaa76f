import { createHash, randomBytes } from 'node:crypto';
import { Types } from 'mongoose';
import type { Clock } from '../../shared/clock.ts';
import type { AccountTokenModel, AccountTokenRecord, TokenPurpose } from './account-token.model.ts';

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
      _id: hashOf(token),
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
    return toToken(await this.tokens.findOne(this.usable(token, purpose)).lean<AccountTokenRecord>());
  }

  /** Uses a token up: of several who try at once, one gets it. */
  async take(token: string, purpose: TokenPurpose): Promise<AccountToken | undefined> {
    return toToken(
      await this.tokens.findOneAndDelete(this.usable(token, purpose)).lean<AccountTokenRecord>(),
    );
  }

  /** Ends every link of that purpose, or of any, that the person was sent. */
  async removeOfUser(userId: string, purpose?: TokenPurpose): Promise<void> {
    await this.tokens.deleteMany({ userId, ...(purpose && { purpose }) });
  }

  private usable(token: string, purpose: TokenPurpose) {
    return { _id: hashOf(token), purpose, expiresAt: { $gt: this.clock.now() } };
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function toToken(record: AccountTokenRecord | null): AccountToken | undefined {
  if (!record) return undefined;
  const { userId, email, sessionEpoch = 0 } = record;
  return { userId: String(userId), email, sessionEpoch };
}
