import {
  AccountChangesRepository,
  AccountRecovery,
  AccountSettings,
  AccountTokenRepository,
  createAccountTokenModel,
  createUserModel,
  type AccountMailer,
  type UserRepository,
} from '../features/accounts/index.ts';
import type { AuditTrail } from '../features/audit/index.ts';
import type { SessionBookingRepository } from '../features/booking/index.ts';
import { AccountDeletion, PersonalDataRepository } from '../features/personal-data/index.ts';
import type { TimeSlotRepository } from '../features/slots/index.ts';
import type { Connection } from '../gateways/mongo/index.ts';
import type { Redis } from '../gateways/redis/index.ts';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../shared/logger.ts';
import { LoginSessions } from '../web/login-sessions.ts';

export interface AccountFoundation {
  readonly mongo: Connection;
  readonly redis: Redis;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the sessions themselves are. */
  readonly sessionPrefix: string;
  /** Put before the keys that say who is logged in where. */
  readonly loginsPrefix: string;
}

interface AccountParts {
  readonly users: UserRepository;
  readonly mailer: AccountMailer;
  readonly auditTrail: AuditTrail;
}

/** What people do with their own account, beyond logging in. */
export function createAccountServices(foundation: AccountFoundation, parts: AccountParts) {
  const { mongo, clock, loginsPrefix: keyPrefix } = foundation;
  const accountChanges = new AccountChangesRepository(createUserModel(mongo), clock);
  const accountTokens = new AccountTokenRepository(createAccountTokenModel(mongo), clock);
  const common = { ...foundation, ...parts, changes: accountChanges, tokens: accountTokens };
  const recovery = new AccountRecovery(common);
  return {
    accountChanges,
    accountTokens,
    recovery,
    accountSettings: new AccountSettings({ ...common, recovery }),
    loginSessions: new LoginSessions({ ...foundation, keyPrefix }),
  };
}

/** What people may have of their data: all of it, or none left. */
export function createPersonalData(
  foundation: AccountFoundation,
  parts: ReturnType<typeof createAccountServices> & {
    readonly bookings: SessionBookingRepository;
    readonly slots: TimeSlotRepository;
    readonly auditTrail: AuditTrail;
  },
) {
  const personalData = new PersonalDataRepository(foundation.mongo);
  return { personalData, accountDeletion: new AccountDeletion({ ...foundation, ...parts, personalData }) };
}
