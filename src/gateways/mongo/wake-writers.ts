import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';

/** What is used here of the driver's own class for a connection, which it has no types for. */
interface DriverConnection extends EventEmitter {
  /** Why it was closed. */
  readonly error: Error | null;
  writeCommand: (this: DriverConnection, ...args: unknown[]) => Promise<void>;
}

const require = createRequire(import.meta.url);

/**
 * Mends a fault of the driver (7.8 and 7.9). A command that is written to a connection whose end the server has just
 * sent waits for the socket to drain, which a socket that is closed never does; the socket's time limit has gone with it. So
 * when a server died, some operations, and the requests and jobs around them, hung for ever. Here the wait ends with the
 * connection, by the error that other commands on it get.
 */
export function wakeWritersOnClose(): void {
  const driver = createRequire(require.resolve('mongoose'));
  const { Connection } = driver('mongodb/lib/cmap/connection') as {
    Connection: { prototype: DriverConnection };
  };
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
