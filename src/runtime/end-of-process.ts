import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../config/config.ts';
import type { StopSteps } from '../listen.ts';
import type { Logger } from '../shared/logger.ts';
import { waitAtMost } from '../shared/waiting.ts';
import { tell, told } from './cluster-message.ts';

export interface Stoppable {
  /** In the log: `server`, `worker`. */
  readonly name: string;
  readonly logger: Logger;
  /** Ends everything in order. Each step bounds itself; this is the last bound over all. */
  readonly stop: (exitCode: number) => Promise<void>;
}

/** Longer than all steps of a stop together, shorter than the patience of service managers. */
const STOP_LIMIT_MS = 35_000;

/** Ends the process, once, with this code if all goes well; whoever asks again meanwhile changes nothing. */
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
 * How the process ends. An error that nobody caught, after which its state is unknown, ends it in order too, with exit
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

/** Ends a process that could not start: says why on standard error, where service managers look for it. */
export function exitWithReason(error: unknown): never {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
  process.exit(1);
}

/** Milliseconds between "not ready" and the end of new connections, for balancers to hear of it. */
export const DRAIN_MS = 2000;
/** Milliseconds for all processes to close their ports in turn, when one of them may hang. */
const TURN_PATIENCE_MS = 6000;
/** Milliseconds for the primary, which has nothing else to do. */
const NOTE_PATIENCE_MS = 1000;

/** A process that stops on its own account: alone on its port, or broken, so that the others of its cluster go on. */
export const ownStop: StopSteps = { drain: () => sleep(DRAIN_MS) };

/**
 * A process of a cluster that stops with the others. The port is the primary's: connections that it takes while no
 * process is left would be reset. So the processes close one after the other, and nobody whose answer could make them
 * connect again gets one before the primary has closed the port.
 */
export function stopWithCluster(): StopSteps {
  const mayClose = told(process, 'close-port');
  const isNoted = told(process, 'port-closed-noted');
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
