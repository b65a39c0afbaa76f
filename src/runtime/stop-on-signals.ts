import type { Logger } from '../shared/logger.ts';
import { waitAtMost } from '../shared/wait-at-most.ts';

export interface Stoppable {
  /** In the log: `server`, `worker`. */
  readonly name: string;
  readonly logger: Logger;
  /** Ends everything in order. Each step bounds itself; this is the last bound over all. */
  readonly stop: () => Promise<void>;
}

/** Longer than all steps of a stop together, shorter than the patience of service managers. */
const STOP_LIMIT_MS = 35_000;

/**
 * Ends the process in order at SIGTERM and SIGINT, with exit code 0; at an error that nobody caught, after which the
 * state of the process is unknown, with 1. What a service manager or a second Ctrl-C sends meanwhile changes nothing. The function that it answers with does
 * the same for a reason of the process's own.
 */
export function stopOnSignals({ name, logger, stop }: Stoppable): (exitCode: number) => Promise<void> {
  let isStopping = false;
  const end = async (exitCode: number): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    const hasStopped = await waitAtMost(STOP_LIMIT_MS, attempt(stop, logger));
    if (hasStopped) logger.info({}, `${name}.stopped`);
    else logger.error({}, `${name}.stop-failed`);
    process.exit(hasStopped ? exitCode : 1);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (!isStopping) logger.info({ signal }, `${name}.stopping`);
      void end(0);
    });
  }
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
    logger.error({ error }, 'process.stop-stumbled');
    return false;
  }
}
