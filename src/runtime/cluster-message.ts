import cluster from 'node:cluster';
import type { EventEmitter } from 'node:events';
import type { Config } from '../config/config.ts';
import { createLogger } from '../gateways/logger.ts';
import { answerClusterMetrics } from '../gateways/metrics.ts';
import { endOnSignals, prepareEnd } from './end-of-process.ts';
import { WorkerKeeper } from './worker-keeper.ts';

/**
 * Messages between the primary and its server processes, in their usual order: the process is ready; the primary asks
 * it to stop, and then to close its port; the process has closed it; the primary has noted that, and the process may
 * answer waiting requests.
 */
export type ClusterMessage = 'ready' | 'stop' | 'close-port' | 'port-closed' | 'port-closed-noted';

interface Peer extends EventEmitter {
  send?: ((message: object) => unknown) | undefined;
  isConnected?: () => boolean;
}

/** Does nothing if the peer is gone. */
export function tell(peer: Peer, message: ClusterMessage): void {
  if (peer.isConnected?.() ?? true) peer.send?.({ sureslot: message });
}

export function onTold(peer: Peer, expected: ClusterMessage, act: () => void): void {
  peer.on('message', (message: unknown) => {
    if (isObject(message) && message.sureslot === expected) act();
  });
}

/** Resolves when the peer sends the message. */
export function told(peer: Peer, expected: ClusterMessage): Promise<void> {
  return new Promise((resolve) => onTold(peer, expected, resolve));
}

function isObject(message: unknown): message is { sureslot?: unknown } {
  return typeof message === 'object' && message !== null;
}

const NAME = 'primary';

/** Runs WEB_CONCURRENCY server processes on one port. */
export function runCluster(config: Config): void {
  const logger = createLogger({ level: config.logLevel, name: NAME });
  answerClusterMetrics();
  const keeper = new WorkerKeeper(
    logger,
    () => cluster.fork(),
    () => void end(1),
  );
  const end = prepareEnd({ name: NAME, logger, stop: () => keeper.stop() });
  endOnSignals(end, { name: NAME, logger });
  for (let index = 0; index < config.webConcurrency; index += 1) keeper.start();
}
