import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import { digestOf } from '../../shared/text.ts';
import type { AuditTrail } from '../audit/index.ts';
import type { Notifications } from '../notifications/index.ts';
import type { AccountChangesRepository, AccountState } from './account-changes.repository.ts';
import type { AccountTokenRepository, TokenPurpose } from './account-token.repository.ts';
import type { Passwords } from './password.ts';
import type { UserRepository } from './user.repository.ts';
import { normaliseEmail, type User } from './user.ts';

/** Sends the mails of this feature. */
export type AccountMailer = Pick<Notifications, 'accountChanged'>;

const HOUR_MS = 3_600_000;
/** How long links work. */
const lifetimes: Readonly<Record<TokenPurpose, number>> = {
  'reset-password': HOUR_MS,
  'verify-email': 3 * 24 * HOUR_MS,
};
/**
 * The answer is on its way by then. Work during the answer would slow it down, and so reveal that there is an account.
 */
const AFTER_THE_ANSWER_MS = 150;

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
    await this.auditTrail.recordOwn(userId, 'account.password-reset');
    await this.mailer.accountChanged({
      kind: 'password-changed',
      userId,
      moment: this.clock.now().toISOString(),
    });
    return 'reset';
  }

  /** Sends a link that confirms the address of the account. */
  async sendVerification(account: MailedAccount): Promise<void> {
    await this.sendLink(account, 'verify-email', paths.verifyEmail);
  }

  async canVerify(token: string): Promise<boolean> {
    return (await this.tokens.find(token, 'verify-email')) !== undefined;
  }

  async verifyEmail(token: string): Promise<'verified' | 'link-unusable'> {
    const taken = await this.tokens.take(token, 'verify-email');
    if (!taken || !(await this.changes.markVerified(taken.userId, taken.email))) return 'link-unusable';
    await this.auditTrail.recordOwn(taken.userId, 'account.email-verified');
    return 'verified';
  }

  private async sendResetLink(seen: User): Promise<void> {
    const present = await this.users.findById(seen.id);
    if (!present || !isAsSeen(present, seen)) return;
    await this.sendLink(seen, 'reset-password', paths.resetPassword);
    this.logger.info({ userId: seen.id }, 'reset.requested');
  }

  private async sendLink(
    { id: userId, email, sessionEpoch }: MailedAccount,
    kind: TokenPurpose,
    pathOf: (token: string) => string,
  ): Promise<void> {
    const { token, expiresAt } = await this.tokens.create(
      { userId, email, sessionEpoch },
      { purpose: kind, lifetimeMs: lifetimes[kind] },
    );
    const moment = shortHashOf(token);
    await this.mailer.accountChanged({ kind, userId, moment, link: pathOf(token), expiresAt, to: email });
  }
}

function isAsSeen(user: User, seen: AccountState): boolean {
  return user.email === seen.email && user.sessionEpoch === seen.sessionEpoch;
}

/** Two links that are made in the same millisecond are two mails. */
function shortHashOf(token: string): string {
  return digestOf(token, 'hex').slice(0, 16);
}
