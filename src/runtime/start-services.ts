import { setTimeout as sleep } from 'node:timers/promises';
import { compose, type ComposeOptions, type Services } from '../compose.ts';
import type { Config } from '../config/config.ts';
import { isMongoUnavailable, type MongoOptions } from '../gateways/mongo/index.ts';
import type { Logger } from '../shared/logger.ts';

export interface ServiceStart extends Pick<ComposeOptions, 'metrics'> {
  readonly name: 'server' | 'worker';
  readonly answerLimit?: MongoOptions['answerLimit'];
  readonly logger: Logger;
  /** Told what is being waited for. */
  readonly onWait?: (missing: string) => void;
}

const RETRY_MS = 1000;

/**
 * Connects and builds the indexes, for as long as it takes: a machine whose services start together must come up
 * whatever comes first. Without Redis it goes on, because only parts need it.
 * @throws what waiting does not mend: wrong credentials, an index that the data contradicts.
 */
export async function startServices(config: Config, start: ServiceStart): Promise<Services> {
  const { logger, onWait } = start;
  let isSilent = false;
  onWait?.('mongodb');
  const services = await compose(config, {
    ...start,
    mongo: {
      ...(start.answerLimit !== undefined && { answerLimit: start.answerLimit }),
      patience: Number.POSITIVE_INFINITY,
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
