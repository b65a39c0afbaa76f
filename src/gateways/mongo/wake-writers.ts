import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';

/** What is used here of the driver's own class for a connection, which it has no types for. */
export interface DriverConnection extends EventEmitter {
  /** Why it was closed. */
  readonly error: Error | null;
  writeCommand: (this: DriverConnection, ...args: unknown[]) => Promise<void>;
}

const require = createRequire(import.meta.url);
const driver = createRequire(require.resolve('mongoose'));

/** The versions that this patch was checked with. */
export const CHECKED_DRIVER_VERSIONS = ['7.8.0', '7.9.0'];

export const driverVersion = (driver('mongodb/package.json') as { version: string }).version;

export const CONNECTION_MODULE = driver.resolve('mongodb/lib/cmap/connection');

/**
 * Works around a fault of the driver. `writeCommand` encodes a command asynchronously; when the server dies in that moment,
 * it writes to a destroyed socket and waits for `drain`, which never comes, so that the request or the job hangs for ever.
 * NODE-7067 (https://jira.mongodb.org/browse/NODE-7067) handles only a write that throws. Here the wait ends
 * with the connection, by the error that other commands on it get. docs/decisions/gateways.md says what else was tried.
 */
export function wakeWritersOnClose(): void {
  const { Connection } = driver(CONNECTION_MODULE) as { Connection: { prototype: DriverConnection } };
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
