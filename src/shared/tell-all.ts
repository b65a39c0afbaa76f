import type { Logger } from './logger.ts';

export interface Telling<Listener> {
  readonly listeners: readonly Listener[];
  readonly logger: Logger;
  /** What was durably written, for the log: `booking.created`. */
  readonly event: string;
}

/** Tells all listeners, one after the other; one that fails is logged and hinders nobody. */
export async function tellAll<Listener>(
  { listeners, logger, event }: Telling<Listener>,
  tell: (listener: Listener) => Promise<void> | undefined,
): Promise<void> {
  for (const listener of listeners) {
    try {
      await tell(listener);
    } catch (error) {
      logger.error({ told: event, err: error }, 'listener.failed');
    }
  }
}
