import { setTimeout as sleep } from 'node:timers/promises';
import mongoose, { type Connection, type ConnectOptions } from 'mongoose';
import { isMongoUnavailable } from './mongo-errors.ts';

/**
 * How a request meets trouble: with no server to talk to, an operation fails after 2 s (once more after a retry at most),
 * soon enough for an honest 503. Waiting for a free connection is not trouble but load, and may take longer.
 */
const connectOptions: ConnectOptions = {
  // A person is told "confirmed" only after this; so is whoever reads, hence the read concern.
  writeConcern: { w: 'majority', journal: true },
  readConcernLevel: 'majority',
  retryWrites: true,
  retryReads: true,
  serverSelectionTimeoutMS: 2000,
  connectTimeoutMS: 3000,
  // A server that hangs is noticed after heartbeat plus connect time-out, and its connections are dropped then.
  heartbeatFrequencyMS: 5000,
  socketTimeoutMS: 60_000,
  waitQueueTimeoutMS: 8000,
  maxPoolSize: 50,
  minPoolSize: 2,
  // Waiting in mongoose's own buffer would hide an outage; indexes are built once, at the start of a process.
  bufferCommands: false,
  autoIndex: false,
  autoCreate: false,
};

export interface MongoOptions {
  /** Shown in the server's log and in currentOp. */
  readonly appName?: string;
  /** Milliseconds to keep trying while no server answers, as when all services start together. Default 15,000. */
  readonly patience?: number;
}

/**
 * Opens a connection of its own, with majority and journaled writes. Once open it mends itself after an outage.
 * @throws the driver's error when no server answers in time, or the address or the credentials are wrong.
 */
export async function connectMongo(uri: string, options: MongoOptions = {}): Promise<Connection> {
  const deadline = performance.now() + (options.patience ?? 15_000);
  for (;;) {
    const connection = mongoose.createConnection();
    try {
      return await connection.openUri(uri, {
        ...connectOptions,
        ...(options.appName !== undefined && { appName: options.appName }),
      });
    } catch (error) {
      await connection.destroy();
      if (!isMongoUnavailable(error) || performance.now() >= deadline) throw error;
      await sleep(250);
    }
  }
}

/**
 * Asks the server for a sign of life.
 * @throws when there is none; see isMongoUnavailable.
 */
export async function pingMongo(connection: Connection): Promise<void> {
  await connection.getClient().db().command({ ping: 1 });
}

/** Closes the connection after the operations under way. Safe to call again. */
export async function closeMongo(connection: Connection): Promise<void> {
  await connection.close();
}
