import mongoose, { type mongo } from 'mongoose';
import { isNetworkError } from '../../shared/errors.ts';

const { MongoBulkWriteError, MongoServerError } = mongoose.mongo;

export const DUPLICATE_KEY = 11_000;

/** Errors of the driver and of mongoose that mean that no server is usable now. */
const UNAVAILABLE_NAMES = new Set([
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoTopologyClosedError',
  'MongoNotConnectedError',
  'MongoClientClosedError',
  'MongoOperationTimeoutError',
  'MongoExpiredSessionError',
]);

/**
 * Servers that are stopping, not primary, could not replicate in time, or refuse writes (14,031: the disk is full; 371:
 * an operator blocked them). From the list "Not writable primary and node is recovering" of the driver specifications,
 * with 64 (write concern), 50 and 262 (time limits).
 */
const UNAVAILABLE_CODES = new Set([
  6, 7, 50, 64, 89, 91, 189, 262, 371, 9001, 10_058, 10_107, 11_600, 11_602, 13_435, 13_436, 14_031,
]);

/**
 * Whether an error or one of its causes means that MongoDB is out of reach, so that the same request may succeed later.
 */
export function isMongoUnavailable(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = causeOf(current)) {
    if (UNAVAILABLE_NAMES.has(current.name)) return true;
    // The driver passes on Node's EPIPE when the server has just closed the connection.
    if (isNetworkError(current)) return true;
    if (hasUnavailableCode(current)) return true;
    // Mongoose has no error class for a model that is used before the connection is open.
    if (current.name === 'MongooseError' && current.message.includes('initial connection')) return true;
  }
  return false;
}

/** For bulk writes the driver throws a different class, with the cause in another property. */
function causeOf(error: Error): unknown {
  return error instanceof MongoBulkWriteError ? (error.cause ?? error.errorResponse) : error.cause;
}

function hasUnavailableCode(error: Error): boolean {
  return (
    error instanceof MongoServerError && typeof error.code === 'number' && UNAVAILABLE_CODES.has(error.code)
  );
}

/**
 * Whether a unique index refused a write.
 * @param keyName the indexed field, such as `email`; default: any unique index
 */
export function isDuplicateKey(error: unknown, keyName?: string): boolean {
  if (!(error instanceof MongoServerError) || error.code !== DUPLICATE_KEY) return false;
  if (keyName === undefined) return true;
  const pattern: unknown = error.keyPattern;
  return typeof pattern === 'object' && pattern !== null && keyName in pattern;
}

/** Whether inserts failed only because some of the documents already existed. */
export function areAllDuplicates(error: unknown): error is mongo.MongoBulkWriteError {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError()) return false;
  const { writeErrors } = error;
  const all = Array.isArray(writeErrors) ? writeErrors : [writeErrors];
  return all.length > 0 && all.every(({ code }) => code === DUPLICATE_KEY);
}
