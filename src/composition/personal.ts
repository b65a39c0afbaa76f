import { createAccountServices, createPersonalData } from './accounts.ts';
import type { Foundation, Told } from './foundation.ts';
import type { Repositories } from './repositories.ts';

/** What people do with their accounts, and what is kept of it. */
export function createPersonal(connected: Foundation, repositories: Repositories & Told) {
  const { redisPrefix } = connected;
  const sessionPrefix = `${redisPrefix}sess:`;
  const foundation = { ...connected, sessionPrefix, loginsPrefix: `${redisPrefix}logins:` };
  const accounts = createAccountServices(foundation, {
    ...repositories,
    mailer: repositories.notifications,
  });
  const personalData = createPersonalData(foundation, { ...repositories, ...accounts });
  return { sessionPrefix, ...accounts, ...personalData };
}
