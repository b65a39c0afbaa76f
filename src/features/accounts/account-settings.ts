import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { AuditAction, AuditTrail } from '../audit/index.ts';
import type { AccountChangesRepository } from './account-changes.repository.ts';
import type { AccountMailer } from './account-mailer.ts';
import type { AccountRecovery } from './account-recovery.ts';
import type { AccountTokenRepository } from './account-token.repository.ts';
import { hashPassword, isPassword } from './password.ts';

export interface AccountSettingsDeps {
  readonly changes: AccountChangesRepository;
  readonly tokens: AccountTokenRepository;
  readonly recovery: AccountRecovery;
  readonly mailer: AccountMailer;
  readonly auditTrail: AuditTrail;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What people change about their own account. Who may, the caller has checked, by `isOwnPassword` where it matters. */
export class AccountSettings {
  constructor(private readonly deps: AccountSettingsDeps) {}

  async saveDetails(
    userId: string,
    details: { readonly name: string; readonly timeZone: string },
  ): Promise<void> {
    await this.deps.changes.saveDetails(userId, details);
  }

  async isOwnPassword(userId: string, password: string): Promise<boolean> {
    return isPassword(password, await this.deps.changes.findHash(userId));
  }

  /** Ends all sessions, and all links that were sent for a forgotten password. */
  async changePassword(userId: string, password: string): Promise<void> {
    await this.deps.changes.changePassword(userId, await hashPassword(password));
    await this.deps.tokens.removeOfUser(userId, 'reset-password');
    await this.note(userId, 'account.password-changed');
    await this.deps.mailer.accountChanged({ kind: 'password-changed', userId, moment: this.moment() });
  }

  /** Tells the address of before, and asks the new one to confirm itself. Ends all sessions and all links. */
  async changeEmail(
    userId: string,
    change: { readonly from: string; readonly to: string },
  ): Promise<'changed' | 'taken'> {
    const outcome = await this.deps.changes.changeEmail(userId, change.to);
    if (outcome === 'taken') return outcome;
    await this.deps.tokens.removeOfUser(userId);
    await this.note(userId, 'account.email-changed');
    await this.deps.mailer.accountChanged({
      kind: 'email-changed',
      userId,
      moment: this.moment(),
      to: change.from,
    });
    await this.deps.recovery.sendVerification({ id: userId, email: change.to });
    return outcome;
  }

  async endSessions(userId: string): Promise<void> {
    await this.deps.changes.endSessions(userId);
    await this.note(userId, 'account.sessions-ended');
  }

  private async note(userId: string, action: AuditAction): Promise<void> {
    this.deps.logger.info({ userId }, action);
    await this.deps.auditTrail.record({ actorId: userId, action, object: { kind: 'user', id: userId } });
  }

  private moment(): string {
    return this.deps.clock.now().toISOString();
  }
}
