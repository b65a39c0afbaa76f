import type { EventEmitter } from 'node:events';

/**
 * What the primary and its server processes tell each other, in the order of a life: the process is ready; the primary
 * wants it to stop, and then to close its port; the process has closed it; the primary knows, and may answer who waits.
 */
export type ClusterMessage = 'ready' | 'stop' | 'close-port' | 'port-closed' | 'port-closed-noted';

interface Peer extends EventEmitter {
  send?: ((message: object) => unknown) | undefined;
  isConnected?: () => boolean;
}

/** Says nothing to a peer that is gone. */
export function tell(peer: Peer, message: ClusterMessage): void {
  if (peer.isConnected?.() ?? true) peer.send?.({ sureslot: message });
}

/** Calls back whenever the peer says this. */
export function onTold(peer: Peer, expected: ClusterMessage, act: () => void): void {
  peer.on('message', (message: unknown) => {
    if (isObject(message) && message.sureslot === expected) act();
  });
}

/** Resolves when the peer says this. */
export function told(peer: Peer, expected: ClusterMessage): Promise<void> {
  return new Promise((resolve) => onTold(peer, expected, resolve));
}

function isObject(message: unknown): message is { sureslot?: unknown } {
  return typeof message === 'object' && message !== null;
}
