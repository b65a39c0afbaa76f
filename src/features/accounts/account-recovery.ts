import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import { digestOf } from '../../shared/text.ts';
import type { AuditTrail } from '../audit/index.ts';
import type { AccountChangesRepository, AccountState } from './account-changes.repository.ts';
import type { AccountTokenRepository } from './account-token.repository.ts';
import type { Passwords } from './password.ts';
import type { UserRepository } from './user.repository.ts';
import { normaliseEmail, type User } from './user.ts';

/** Sends the mails of this feature. */
export interface AccountMailer {
  accountChanged(mail: {
    readonly kind: 'verify-email' | 'reset-password' | 'email-changed' | 'password-changed';
    readonly userId: string;
    /** Distinguishes two mails of one kind to one person: the time, or of a link a part of the hash of its token. */
    readonly moment: string;
    /** A path with a token. */
    readonly link?: string;
    readonly expiresAt?: Date;
    /** Default: the address of the account. */
    readonly to?: string;
  }): Promise<void>;
}

const HOUR_MS = 3_600_000;
const RESET_LIFETIME_MS = HOUR_MS;
/**
 * The answer is on its way by then. Work during the answer would slow it down, and so reveal that there is an account.
 */
const AFTER_THE_ANSWER_MS = 150;
const VERIFY_LIFETIME_MS = 3 * 24 * HOUR_MS;

/** The account that a link is for, when the link is asked for. */
export type MailedAccount = Pick<User, 'id' | 'email' | 'sessionEpoch'>;

/** Links in mails: to reset a password, and to confirm an address. */
export class AccountRecovery {
  /** Reset links whose request was answered. */
  private readonly queue = new PQueue();

  constructor(
    private readonly users: UserRepository,
    private readonly changes: AccountChangesRepository,
    private readonly passwords: Passwords,
    private readonly tokens: AccountTokenRepository,
    private readonly mailer: AccountMailer,
    private readonly auditTrail: AuditTrail,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * Sends a link to the account with this address, if there is one. Resolves after the look-up, which takes as long for
   * an unknown address; the rest happens afterwards, so that the two cases cannot be told apart. If the process dies in
   * between, the person asks again.
   */
  async requestReset(email: string): Promise<void> {
    const found = await this.users.findCredentials(normaliseEmail(email));
    if (!found) return;
    void this.queue.add(async () => {
      await sleep(AFTER_THE_ANSWER_MS);
      try {
        await this.sendResetLink(found.user);
      } catch (error) {
        this.logger.error({ userId: found.user.id, error }, 'reset.failed');
      }
    });
  }

  /** Resolves when no reset link waits to be sent. Call it before the connections are closed. */
  async drain(): Promise<void> {
    await this.queue.onIdle();
  }

  /** The address of the account that the link is for; undefined if the link does not work. */
  async findReset(token: string): Promise<string | undefined> {
    const found = await this.tokens.find(token, 'reset-password');
    const user = found && (await this.users.findById(found.userId));
    return user && isAsSeen(user, found) ? user.email : undefined;
  }

  /**
   * Sets a new password, once per link. Ends all sessions and all other links; it also confirms the address, because
   * the person has read the mail. A link that was asked for before the present address or password changes nothing,
   * even if it was stored later.
   */
  async resetPassword(token: string, password: string): Promise<'reset' | 'link-unusable'> {
    const passwordHash = await this.passwords.hash(password);
    const taken = await this.tokens.take(token, 'reset-password');
    if (!taken || !(await this.changes.changePassword(taken.userId, passwordHash, taken))) {
      return 'link-unusable';
    }
    const { userId, email } = taken;
    await this.tokens.removeOfUser(userId, 'reset-password');
    await this.changes.markVerified(userId, email);
    await this.note(userId, 'account.password-reset');
    await this.mailer.accountChanged({ kind: 'password-changed', userId, moment: this.moment() });
    return 'reset';
  }

  /** Sends a link that confirms the address of the account. */
  async sendVerification({ id: userId, email, sessionEpoch }: MailedAccount): Promise<void> {
    const { token, expiresAt } = await this.tokens.create(
      { userId, email, sessionEpoch },
      { purpose: 'verify-email', lifetimeMs: VERIFY_LIFETIME_MS },
    );
    const link = paths.verifyEmail(token);
    await this.mailer.accountChanged({
      kind: 'verify-email',
      userId,
      moment: shortHashOf(token),
      link,
      expiresAt,
      to: email,
    });
  }

  async canVerify(token: string): Promise<boolean> {
    return (await this.tokens.find(token, 'verify-email')) !== undefined;
  }

  async verifyEmail(token: string): Promise<'verified' | 'link-unusable'> {
    const taken = await this.tokens.take(token, 'verify-email');
    if (!taken || !(await this.changes.markVerified(taken.userId, taken.email))) return 'link-unusable';
    await this.note(taken.userId, 'account.email-verified');
    return 'verified';
  }

  private async sendResetLink(seen: User): Promise<void> {
    const { id: userId, email, sessionEpoch } = seen;
    const present = await this.users.findById(userId);
    if (!present || !isAsSeen(present, seen)) return;
    const { token, expiresAt } = await this.tokens.create(
      { userId, email, sessionEpoch },
      { purpose: 'reset-password', lifetimeMs: RESET_LIFETIME_MS },
    );
    const link = paths.resetPassword(token);
    await this.mailer.accountChanged({
      kind: 'reset-password',
      userId,
      moment: shortHashOf(token),
      link,
      expiresAt,
      to: email,
    });
    this.logger.info({ userId }, 'reset.requested');
  }

  private async note(
    userId: string,
    action: 'account.password-reset' | 'account.email-verified',
  ): Promise<void> {
    this.logger.info({ userId }, action);
    await this.auditTrail.record({ actorId: userId, action, object: { kind: 'user', id: userId } });
  }

  private moment(): string {
    return this.clock.now().toISOString();
  }
}

function isAsSeen(user: User, seen: AccountState): boolean {
  return user.email === seen.email && user.sessionEpoch === seen.sessionEpoch;
}

/** Two links that are made in the same millisecond are two mails. */
function shortHashOf(token: string): string {
  return digestOf(token, 'hex').slice(0, 16);
}
