import mongoose, { type mongo } from 'mongoose';
import { isNetworkError } from '../../shared/errors.ts';

const { MongoBulkWriteError, MongoServerError } = mongoose.mongo;

export const DUPLICATE_KEY = 11_000;

/** Names of the driver's and mongoose's errors that say: no usable server just now. */
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
 * Codes of servers that are stopping, not primary, could not replicate in time, or take no writes (14,031: the disk is
 * full; 371: an operator has blocked writes). From the list "Not writable primary
 * and node is recovering" of the driver specifications, with 64 (write concern), 50 and 262 (time
 * limits).
 */
const UNAVAILABLE_CODES = new Set([
  6, 7, 50, 64, 89, 91, 189, 262, 371, 9001, 10_058, 10_107, 11_600, 11_602, 13_435, 13_436, 14_031,
]);

/** Whether an error, or a cause of it, means that MongoDB is out of reach: the same request may succeed later. */
export function isMongoUnavailable(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = causeOf(current)) {
    if (UNAVAILABLE_NAMES.has(current.name)) return true;
    // Writing to a connection that the server has just ended: the driver lets Node's EPIPE through as it is.
    if (isNetworkError(current)) return true;
    if (hasUnavailableCode(current)) return true;
    // Mongoose has no class of its own for a model that is used while the connection is not open.
    if (current.name === 'MongooseError' && current.message.includes('initial connection')) return true;
  }
  return false;
}

/** Of several writes in one command the driver throws a class of its own, which keeps what went wrong elsewhere. */
function causeOf(error: Error): unknown {
  return error instanceof MongoBulkWriteError ? (error.cause ?? error.errorResponse) : error.cause;
}

function hasUnavailableCode(error: Error): boolean {
  return (
    error instanceof MongoServerError && typeof error.code === 'number' && UNAVAILABLE_CODES.has(error.code)
  );
}

/**
 * Whether a write was refused by a unique index.
 * @param keyName the field that the index is on (`email`); any unique index if not given.
 */
export function isDuplicateKey(error: unknown, keyName?: string): boolean {
  if (!(error instanceof MongoServerError) || error.code !== DUPLICATE_KEY) return false;
  if (keyName === undefined) return true;
  const pattern: unknown = error.keyPattern;
  return typeof pattern === 'object' && pattern !== null && keyName in pattern;
}

/** Whether all that went wrong with several inserts is that some of the documents were there already. */
export function areAllDuplicates(error: unknown): error is mongo.MongoBulkWriteError {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError()) return false;
  const { writeErrors } = error;
  const all = Array.isArray(writeErrors) ? writeErrors : [writeErrors];
  return all.length > 0 && all.every(({ code }) => code === DUPLICATE_KEY);
}
