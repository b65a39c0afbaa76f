import type { Clock } from '../../shared/clock.ts';
import type { AuditTrail } from '../audit/index.ts';
import type { AccountChangesRepository } from './account-changes.repository.ts';
import type { AccountMailer, AccountRecovery } from './account-recovery.ts';
import type { AccountTokenRepository } from './account-token.repository.ts';
import type { Passwords } from './password.ts';
import type { AccountDetails, User } from './user.ts';

/** The person before the change. */
type Recipient = Pick<User, 'id' | 'email' | 'isEmailVerified' | 'sessionEpoch'>;

/**
 * The changes that people make to their own account. The caller checks who may make them, with `isOwnPassword` where it
 * matters.
 */
export class AccountSettings {
  constructor(
    private readonly changes: AccountChangesRepository,
    private readonly passwords: Passwords,
    private readonly tokens: AccountTokenRepository,
    private readonly recovery: AccountRecovery,
    private readonly mailer: AccountMailer,
    private readonly auditTrail: AuditTrail,
    private readonly clock: Clock,
    /** The same service that AccountService uses. */
    private readonly listByNewName: () => Promise<void>,
  ) {}

  /** Replaces the details that were shown. False if they have changed since. */
  async saveDetails(userId: string, seen: AccountDetails, details: AccountDetails): Promise<boolean> {
    const isSaved = await this.changes.saveDetails(userId, seen, details);
    if (isSaved && details.name !== seen.name) await this.listByNewName();
    return isSaved;
  }

  /** @param timeZone canonical name */
  async saveTimeZone(userId: string, timeZone: string): Promise<void> {
    await this.changes.saveTimeZone(userId, timeZone);
  }

  async isOwnPassword(userId: string, password: string): Promise<boolean> {
    return this.passwords.matches(password, await this.changes.findHash(userId));
  }

  /** Ends all sessions and all links to reset a password. */
  async changePassword(user: Recipient, password: string): Promise<void> {
    const { id: userId } = user;
    await this.changes.changePassword(userId, await this.passwords.hash(password));
    await this.tokens.removeOfUser(userId, 'reset-password');
    await this.auditTrail.recordOwn(userId, 'account.password-changed');
    await this.tell(user, 'password-changed');
  }

  /** Informs the previous address, and asks for a confirmation of the new one. Ends all sessions and all links. */
  async changeEmail(user: Recipient, email: string): Promise<'changed' | 'taken'> {
    const { id: userId, sessionEpoch } = user;
    const outcome = await this.changes.changeEmail(userId, email);
    if (outcome === 'taken') return outcome;
    await this.tokens.removeOfUser(userId);
    await this.auditTrail.recordOwn(userId, 'account.email-changed');
    await this.tell(user, 'email-changed');
    await this.recovery.sendVerification({ id: userId, email, sessionEpoch: sessionEpoch + 1 });
    return outcome;
  }

  /**
   * Only a confirmed address is informed. Another one may belong to a stranger, who would get a mail for each change.
   */
  private async tell(
    { id: userId, email, isEmailVerified }: Recipient,
    kind: 'password-changed' | 'email-changed',
  ): Promise<void> {
    const moment = this.clock.now().toISOString();
    if (isEmailVerified) await this.mailer.accountChanged({ kind, userId, moment, to: email });
  }

  async endSessions(userId: string): Promise<void> {
    await this.changes.endSessions(userId);
    await this.auditTrail.recordOwn(userId, 'account.sessions-ended');
  }
}
