import { createAccountServices, createPersonalData } from './accounts.ts';
import { createAdminServices } from './admin.ts';
import type { Foundation, Told } from './foundation.ts';
import type { Repositories } from './repositories.ts';

/** What people do with their accounts, and what is kept of it. */
export function createPersonal(connected: Foundation, repositories: Repositories & Told) {
  const { redisPrefix } = connected;
  const sessionPrefix = `${redisPrefix}sess:`;
  const foundation = { ...connected, sessionPrefix, loginsPrefix: `${redisPrefix}logins:` };
  const administration = createAdminServices(foundation);
  const parts = { ...repositories, ...administration };
  const accounts = createAccountServices(foundation, { ...parts, mailer: repositories.notifications });
  const personalData = createPersonalData(foundation, { ...parts, ...accounts });
  return { sessionPrefix, ...administration, ...accounts, ...personalData };
}
