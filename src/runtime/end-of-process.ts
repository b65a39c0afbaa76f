import type { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../config/config.ts';
import type { StopSteps } from '../listen.ts';
import type { Logger } from '../shared/logger.ts';
import { waitAtMost } from '../shared/waiting.ts';

export interface Stoppable {
  /** The name in the log: `server`, `worker`. */
  readonly name: string;
  readonly logger: Logger;
  /** Stops everything in order. Each step has its own limit, and this is the limit over all. */
  readonly stop: (exitCode: number) => Promise<void>;
}

/** Longer than all steps of a stop together, shorter than service managers wait. */
const STOP_LIMIT_MS = 35_000;

/** Stops the process once, with this exit code if all goes well. Further calls change nothing. */
export type End = (exitCode: number) => Promise<void>;

/** Ends the process in order at SIGTERM and SIGINT, with exit code 0. */
export function endOnSignals(end: End, { logger, name }: Pick<Stoppable, 'logger' | 'name'>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      logger.info({ signal }, `${name}.signalled`);
      void end(0);
    });
  }
}

/**
 * Prepares the stop of the process. An uncaught error leaves its state unknown, so it stops the process, too, with exit
 * code 1.
 */
export function prepareEnd({ name, logger, stop }: Stoppable): End {
  let isStopping = false;
  const end: End = async (exitCode) => {
    if (isStopping) return;
    isStopping = true;
    logger.info({}, `${name}.stopping`);
    const hasStopped = await waitAtMost(
      STOP_LIMIT_MS,
      attempt(() => stop(exitCode), logger),
    );
    if (hasStopped) logger.info({}, `${name}.stopped`);
    else logger.error({}, `${name}.stop-failed`);
    process.exit(hasStopped ? exitCode : 1);
  };
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(fault, (error: unknown) => {
      logger.error({ fault, error }, `${name}.crashed`);
      void end(1);
    });
  }
  return end;
}

async function attempt(stop: () => Promise<void>, logger: Logger): Promise<boolean> {
  try {
    await stop();
    return true;
  } catch (error) {
    logger.error({ error }, 'process.stop-failed');
    return false;
  }
}

/** Ends a process that could not start. The reason goes to standard error, where service managers look for it. */
export function exitWithReason(error: unknown): never {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
  process.exit(1);
}

/** Milliseconds between "not ready" and the last new connection, so that load balancers notice. */
export const DRAIN_MS = 2000;
/** Milliseconds for all processes to close their ports in turn, when one of them may hang. */
const TURN_PATIENCE_MS = 6000;
/** Milliseconds for the primary, which has nothing else to do. */
const NOTE_PATIENCE_MS = 1000;

/** For a process that stops alone: it has the port to itself, or it is broken and the others of its cluster go on. */
export const ownStop: StopSteps = { drain: () => sleep(DRAIN_MS) };

/**
 * For a process that stops together with its cluster. The primary owns the port: connections that it takes while no
 * process is left would be reset. So the processes close one after the other, and none answers a request that could
 * make a client connect again before the primary has closed the port.
 */
export function stopWithCluster(): StopSteps {
  const mayClose = waitForMessage(process, 'close-port');
  const isNoted = waitForMessage(process, 'port-closed-noted');
  return {
    drain: async () => {
      await waitAtMost(DRAIN_MS + TURN_PATIENCE_MS, mayClose);
    },
    portClosed: async () => {
      tell(process, 'port-closed');
      await waitAtMost(NOTE_PATIENCE_MS, isNoted);
    },
  };
}

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

export function onMessage(peer: Peer, expected: ClusterMessage, act: () => void): void {
  peer.on('message', (message: unknown) => {
    if (isObject(message) && message.sureslot === expected) act();
  });
}

/** Resolves when the peer sends the message. */
export function waitForMessage(peer: Peer, expected: ClusterMessage): Promise<void> {
  return new Promise((resolve) => onMessage(peer, expected, resolve));
}

function isObject(message: unknown): message is { sureslot?: unknown } {
  return typeof message === 'object' && message !== null;
}
