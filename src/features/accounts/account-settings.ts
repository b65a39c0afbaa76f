import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { AuditAction, AuditTrail } from '../audit/index.ts';
import type { AccountChangesRepository } from './account-changes.repository.ts';
import type { AccountMailer } from './account-mailer.ts';
import type { AccountRecovery } from './account-recovery.ts';
import type { AccountTokenRepository } from './account-token.repository.ts';
import { hashPassword, isPassword } from './password.ts';

/** What people change about their own account. Who may, the caller has checked, by `isOwnPassword` where it matters. */
export class AccountSettings {
  constructor(
    private readonly changes: AccountChangesRepository,
    private readonly tokens: AccountTokenRepository,
    private readonly recovery: AccountRecovery,
    private readonly mailer: AccountMailer,
    private readonly auditTrail: AuditTrail,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  async saveDetails(
    userId: string,
    details: { readonly name: string; readonly timeZone: string },
  ): Promise<void> {
    await this.changes.saveDetails(userId, details);
  }

  /** @param timeZone canonical name, in which pages and mails show times from now on */
  async saveTimeZone(userId: string, timeZone: string): Promise<void> {
    await this.changes.saveTimeZone(userId, timeZone);
  }

  async isOwnPassword(userId: string, password: string): Promise<boolean> {
    return isPassword(password, await this.changes.findHash(userId));
  }

  /** Ends all sessions, and all links that were sent for a forgotten password. */
  async changePassword(userId: string, password: string): Promise<void> {
    await this.changes.changePassword(userId, await hashPassword(password));
    await this.tokens.removeOfUser(userId, 'reset-password');
    await this.note(userId, 'account.password-changed');
    await this.mailer.accountChanged({ kind: 'password-changed', userId, moment: this.moment() });
  }

  /** Tells the address of before, and asks the new one to confirm itself. Ends all sessions and all links. */
  async changeEmail(
    userId: string,
    change: { readonly from: string; readonly to: string },
  ): Promise<'changed' | 'taken'> {
    const outcome = await this.changes.changeEmail(userId, change.to);
    if (outcome === 'taken') return outcome;
    await this.tokens.removeOfUser(userId);
    await this.note(userId, 'account.email-changed');
    await this.mailer.accountChanged({
      kind: 'email-changed',
      userId,
      moment: this.moment(),
      to: change.from,
    });
    await this.recovery.sendVerification({ id: userId, email: change.to });
    return outcome;
  }

  async endSessions(userId: string): Promise<void> {
    await this.changes.endSessions(userId);
    await this.note(userId, 'account.sessions-ended');
  }

  private async note(userId: string, action: AuditAction): Promise<void> {
    this.logger.info({ userId }, action);
    await this.auditTrail.record({ actorId: userId, action, object: { kind: 'user', id: userId } });
  }

  private moment(): string {
    return this.clock.now().toISOString();
  }
}
