import { setTimeout as sleep } from 'node:timers/promises';
import mongoose, { type Connection, type ConnectOptions, type Model, type mongo } from 'mongoose';
import { isMongoUnavailable } from './mongo-errors.ts';
import { wakeWritersOnClose } from './wake-writers.ts';

wakeWritersOnClose();

const ANSWER_LIMIT_MS = 2_500;

/**
 * Without a server, an operation fails after 2 s. With a server that hangs, it fails after 2.5 s and the driver's one
 * retry, until the server counts as gone. Either is early enough for a 503. A write without an answer may have been
 * applied. The driver's own limit over all tries, timeoutMS, has no effect since version 7.8.
 */
const connectOptions: ConnectOptions = {
  // A person may be told "confirmed" only after this. The read concern does the same for readers.
  writeConcern: { w: 'majority', journal: true },
  readConcernLevel: 'majority',
  retryWrites: true,
  retryReads: true,
  serverSelectionTimeoutMS: 2000,
  connectTimeoutMS: 1500,
  socketTimeoutMS: ANSWER_LIMIT_MS,
  // A server that hangs is noticed after the heartbeat and the connect timeout. Its connections are dropped then.
  heartbeatFrequencyMS: 2000,
  waitQueueTimeoutMS: 5000,
  maxPoolSize: 50,
  minPoolSize: 2,
  // Mongoose would buffer operations during an outage and so hide it. Indexes are built once, at the start of a
  // process.
  bufferCommands: false,
  autoIndex: false,
  autoCreate: false,
};

export interface MongoOptions {
  /** The name of the client in the server's log and in currentOp. */
  readonly appName?: string;
  /** Milliseconds to retry while no server answers, because all services may start together. Default: 15,000. */
  readonly maxWaitMs?: number;
  /** Called for each failed try. */
  readonly onNoAnswer?: (error: unknown) => void;
  /** Milliseconds for one operation. Default: 2,500, for requests. Use more where nobody waits. */
  readonly answerLimit?: number;
}

/**
 * Opens a new connection with majority and journaled writes. It recovers from outages by itself.
 * @throws the driver's error if no server answers in time, or the address or the credentials are wrong
 */
export async function connectMongo(uri: string, options: MongoOptions = {}): Promise<Connection> {
  const { answerLimit = ANSWER_LIMIT_MS, maxWaitMs = 15_000 } = options;
  const deadline = performance.now() + maxWaitMs;
  for (;;) {
    const connection = mongoose.createConnection();
    try {
      await connection.openUri(uri, {
        ...connectOptions,
        ...(options.appName !== undefined && { appName: options.appName }),
        socketTimeoutMS: answerLimit,
      });
      // Mongoose sends this with each query and aggregation, so that MongoDB stops it after the time that its caller
      // waits.
      connection.set('maxTimeMS', answerLimit);
      return connection;
    } catch (error) {
      await connection.destroy();
      if (!isMongoUnavailable(error) || performance.now() >= deadline) throw error;
      options.onNoAnswer?.(error);
      await sleep(250);
    }
  }
}

/**
 * Looks for a server that accepts writes. Without a primary, a server may answer a ping and refuse them.
 * @throws if there is none; see isMongoUnavailable
 */
export async function checkMongoWrites(connection: Connection): Promise<void> {
  const answer: { isWritablePrimary?: unknown } = await connection.getClient().db().command({ hello: 1 });
  if (answer.isWritablePrimary !== true) throw new Error('MongoDB accepts no writes');
}

/**
 * Builds the missing indexes of all models of the connection. It uses its own client, because a build takes longer than
 * the limit of a request.
 * @param replaced indexes of earlier versions by collection, dropped after the others are built
 * @throws the driver's error if MongoDB is out of reach, or if the data contradicts an index
 */
export async function buildIndexes(
  uri: string,
  { models }: Connection,
  replaced: Readonly<Record<string, readonly string[]>> = {},
): Promise<void> {
  const { writeConcern, serverSelectionTimeoutMS } = connectOptions;
  const client = new mongoose.mongo.MongoClient(uri, {
    ...(writeConcern && { writeConcern }),
    serverSelectionTimeoutMS: serverSelectionTimeoutMS ?? 0,
    appName: 'sureslot-indexes',
  });
  const build = async ({ schema, collection }: Model<unknown>): Promise<void> => {
    const indexes = schema.indexes().map(([key, options]) => ({ key, ...options }) as mongo.IndexDescription);
    // One command builds all of them. It returns at once if they exist.
    const stored = client.db().collection(collection.collectionName);
    if (indexes.length > 0) await stored.createIndexes(indexes);
    const dropped = replaced[collection.collectionName] ?? [];
    if (dropped.length === 0) return;
    for (const { name } of await stored.listIndexes().toArray()) {
      if (dropped.includes(String(name))) await stored.dropIndex(String(name));
    }
  };
  try {
    await Promise.all(Object.values(models).map(build));
  } finally {
    await client.close();
  }
}

/** Closes the connection after the running operations. Repeatable. */
export async function closeMongo(connection: Connection): Promise<void> {
  await connection.close();
}
