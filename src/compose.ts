import { createChanges } from './composition/changes.ts';
import { createCore, createWaiting } from './composition/core.ts';
import { CLOSE_PATIENCE_MS, type ComposeOptions, connect } from './composition/foundation.ts';
import { createMailServices, createNotifications } from './composition/mail.ts';
import { createMentorServices } from './composition/mentoring.ts';
import { createMoneyKeeping } from './composition/money-keeping.ts';
import { createPersonal } from './composition/personal.ts';
import { createRepositories } from './composition/repositories.ts';
import type { Config } from './config/config.ts';
import { addBacklogGauges, addOutcomeGauges } from './features/metrics/index.ts';
import { buildIndexes, closeMongo } from './gateways/mongo/index.ts';
import { closeRedis } from './gateways/redis/index.ts';
import { waitAtMost } from './shared/wait-at-most.ts';

export type { ComposeOptions } from './composition/foundation.ts';
export type Services = Awaited<ReturnType<typeof compose>>;

/**
 * Connects to MongoDB and Redis and constructs every service: the only place that does.
 * @throws when MongoDB cannot be reached.
 */
export async function compose(config: Config, options: ComposeOptions = {}) {
  const foundation = await connect(config, options);
  const stores = createRepositories(foundation);
  const repositories = { ...stores, ...createNotifications(foundation, stores) };
  const seats = options.seats?.(repositories.seats) ?? repositories.seats;
  const waiting = createWaiting(foundation, repositories);
  const core = createCore(foundation, { ...repositories, ...waiting, seats });
  const changes = createChanges(foundation, { ...repositories, ...waiting, seats, refunds: core.refunds });
  const mail = createMailServices(foundation, { ...repositories, ...core }, options.mailTransport);
  const money = createMoneyKeeping({ ...foundation, ...repositories, ...core, ...changes, seats });
  const personal = createPersonal(foundation, repositories);
  addBacklogGauges({
    ...foundation,
    countRefunds: () => repositories.refundBacklog.countByStatus(),
    queues: {
      webhooks: () => repositories.webhookEvents.measureBacklog(),
      refunds: () => repositories.refundBacklog.measureBacklog(),
      mail: () => repositories.outbox.measureBacklog(),
    },
  });
  addOutcomeGauges({
    ...foundation,
    countPayments: (since) => repositories.decisions.countSince(since),
    readReconciled: () => money.reconciliationMarks.read(),
  });
  return {
    ...foundation,
    ...repositories,
    ...waiting,
    ...core,
    ...changes,
    ...money,
    ...createMentorServices({ ...foundation, ...repositories, ...waiting, ...core, ...changes, seats }),
    ...personal,
    ...mail,
    seats,
    /** Builds the indexes that are missing; a server is not ready before. */
    buildIndexes: (): Promise<void> => buildIndexes(config.mongodbUri, foundation.mongo),
    /** Closes the connections, after whoever used them has stopped. */
    close: async (): Promise<void> => {
      await money.webhookInbox.drain();
      await core.settlementListeners.drain();
      mail.mailDelivery.close();
      await Promise.all([
        waitAtMost(CLOSE_PATIENCE_MS, closeMongo(foundation.mongo)),
        closeRedis(foundation.redis),
      ]);
    },
  };
}
