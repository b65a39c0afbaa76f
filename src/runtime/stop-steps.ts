import { setTimeout as sleep } from 'node:timers/promises';
import type { StopSteps } from '../listen.ts';
import { waitAtMost } from '../shared/waiting.ts';
import { tell, told } from './cluster-message.ts';

/** Milliseconds between "not ready" and the end of new connections, for balancers to hear of it. */
export const READINESS_GRACE_MS = 2000;
/** Milliseconds for all processes to close their ports in turn, when one of them may hang. */
const TURN_PATIENCE_MS = 6000;
/** Milliseconds for the primary, which has nothing else to do. */
const NOTE_PATIENCE_MS = 1000;

/** A process that stops on its own account: alone on its port, or broken, so that the others of its cluster go on. */
export const ownStop: StopSteps = { grace: () => sleep(READINESS_GRACE_MS) };

/**
 * A process of a cluster that stops with the others. The port is the primary's: connections that it takes while no
 * process is left would be reset. So the processes close one after the other, and nobody whose answer could make them
 * connect again gets one before the primary has closed the port.
 */
export function stopWithCluster(): StopSteps {
  const mayClose = told(process, 'close-port');
  const isNoted = told(process, 'port-closed-noted');
  return {
    grace: async () => {
      await waitAtMost(READINESS_GRACE_MS + TURN_PATIENCE_MS, mayClose);
    },
    portClosed: async () => {
      tell(process, 'port-closed');
      await waitAtMost(NOTE_PATIENCE_MS, isNoted);
    },
  };
}
