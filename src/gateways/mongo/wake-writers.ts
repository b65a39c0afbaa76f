import type { EventEmitter } from 'node:events';
// @ts-expect-error The driver has no types for it.
import * as connectionModule from 'mongodb/lib/cmap/connection.js';

/** The parts of the driver's connection class that are used here. */
export interface DriverConnection extends EventEmitter {
  /** The reason for the close. */
  readonly error: Error | null;
  writeCommand: (this: DriverConnection, ...args: unknown[]) => Promise<void>;
}

/**
 * Works around a fault of the driver. `writeCommand` encodes a command asynchronously. If the server dies in that
 * moment, it writes to a destroyed socket and waits for `drain`, which never comes, so the request or task hangs for
 * ever. NODE-7067 (https://jira.mongodb.org/browse/NODE-7067) handles only a write that throws. This patch ends the
 * wait when the connection closes, with the error that other commands on it get. Alternatives:
 * docs/decisions/0003-gateways.md.
 */
export function wakeWritersOnClose(): void {
  const { Connection } = connectionModule as { Connection: { prototype: DriverConnection } };
  const write = Connection.prototype.writeCommand;
  Connection.prototype.writeCommand = async function (...args) {
    if (this.error) throw this.error;
    await new Promise<void>((resolve, reject) => {
      const onClose = () => reject(this.error ?? new Error('The connection is closed'));
      this.once('close', onClose);
      write
        .apply(this, args)
        .then(resolve, reject)
        .finally(() => this.off('close', onClose));
    });
  };
}
