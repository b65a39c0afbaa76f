import { setTimeout as sleep } from 'node:timers/promises';
import mongoose, { type Connection, type ConnectOptions, type Model, type mongo } from 'mongoose';
import { isMongoUnavailable } from './mongo-errors.ts';
import { wakeWritersOnClose } from './wake-writers.ts';

wakeWritersOnClose();

const ANSWER_LIMIT_MS = 2_500;

/**
 * How a request meets trouble: with no server to talk to, an operation fails after 2 s; with one that hangs, after 2.5 s
 * and the one retry that the driver makes, until the server counts as gone: soon enough for an honest 503. A write that
 * got no answer may have been applied. (The driver's limit over all tries, timeoutMS, has no effect since version 7.8.)
 */
const connectOptions: ConnectOptions = {
  // A person is told "confirmed" only after this; so is whoever reads, hence the read concern.
  writeConcern: { w: 'majority', journal: true },
  readConcernLevel: 'majority',
  retryWrites: true,
  retryReads: true,
  serverSelectionTimeoutMS: 2000,
  connectTimeoutMS: 1500,
  socketTimeoutMS: ANSWER_LIMIT_MS,
  // A server that hangs is noticed after heartbeat plus connect time-out, and its connections are dropped then.
  heartbeatFrequencyMS: 2000,
  waitQueueTimeoutMS: 5000,
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
  /** Told of every try that found no server. */
  readonly onNoAnswer?: (error: unknown) => void;
  /** Milliseconds for the answer to one operation. Default 2,500, for requests; more where nobody waits. */
  readonly answerLimit?: number;
}

/**
 * Opens a connection of its own, with majority and journaled writes. Once open it mends itself after an outage.
 * @throws the driver's error when no server answers in time, or the address or the credentials are wrong.
 */
export async function connectMongo(uri: string, options: MongoOptions = {}): Promise<Connection> {
  const { answerLimit = ANSWER_LIMIT_MS, patience = 15_000 } = options;
  const deadline = performance.now() + patience;
  for (;;) {
    const connection = mongoose.createConnection();
    try {
      await connection.openUri(uri, {
        ...connectOptions,
        ...(options.appName !== undefined && { appName: options.appName }),
        socketTimeoutMS: answerLimit,
      });
      // What nobody waits for any more ends in MongoDB too. Mongoose sends it with each query and aggregation.
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
 * Asks the server for a sign of life.
 * @throws when there is none; see isMongoUnavailable.
 */
export async function pingMongo(connection: Connection): Promise<void> {
  await connection.getClient().db().command({ ping: 1 });
}

/**
 * Asks for a server that takes writes, which one that answers may not, without a primary. It writes nothing itself.
 * @throws when there is none; see isMongoUnavailable.
 */
export async function checkMongoWrites(connection: Connection): Promise<void> {
  const answer: { isWritablePrimary?: unknown } = await connection.getClient().db().command({ hello: 1 });
  if (answer.isWritablePrimary !== true) throw new Error('MongoDB takes no writes');
}

/**
 * Builds the indexes of every model of the connection that are not there yet, however long that takes: over a client of
 * its own, because a build takes longer than a request may wait.
 * @param replaced names of indexes by collection that earlier versions built: they are dropped once the others are there
 * @throws the driver's error: MongoDB is out of reach, or what is stored contradicts an index.
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
    // One command for all: it returns at once when they exist.
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

/** Closes the connection after the operations under way. Safe to call again. */
export async function closeMongo(connection: Connection): Promise<void> {
  await connection.close();
}
