import { setTimeout as sleep } from 'node:timers/promises';
import { compose, type ComposeOptions, type Services } from '../compose.ts';
import type { Config } from '../config/config.ts';
import { isMongoUnavailable, type MongoOptions } from '../gateways/mongo/index.ts';
import type { Logger } from '../shared/logger.ts';

export interface ServiceStart extends Pick<ComposeOptions, 'metrics'> {
  readonly name: 'server' | 'worker';
  readonly answerLimit?: MongoOptions['answerLimit'];
  readonly logger: Logger;
  /** Called with the name of the missing service. */
  readonly onWait?: (missing: string) => void;
}

const RETRY_MS = 1000;

/**
 * Connects and builds the indexes, however long it takes: services of one machine may start in any order. It does not
 * wait for Redis, which only some parts need.
 * @throws what waiting does not fix: wrong credentials, or an index that the data contradicts.
 */
export async function startServices(config: Config, start: ServiceStart): Promise<Services> {
  const { logger, onWait } = start;
  let isSilent = false;
  onWait?.('mongodb');
  const services = await compose(config, {
    ...start,
    mongo: {
      ...(start.answerLimit !== undefined && { answerLimit: start.answerLimit }),
      maxWaitMs: Number.POSITIVE_INFINITY,
      onNoAnswer: (error) => {
        if (!isSilent) logger.error({ error }, 'mongodb.unavailable');
        isSilent = true;
      },
    },
  });
  onWait?.('indexes');
  await buildIndexes(services);
  return services;
}

async function buildIndexes({ buildIndexes, logger }: Services): Promise<void> {
  for (;;) {
    try {
      await buildIndexes();
      return;
    } catch (error) {
      if (!isMongoUnavailable(error)) throw error;
      logger.warn({ error }, 'indexes.postponed');
      await sleep(RETRY_MS);
    }
  }
}
