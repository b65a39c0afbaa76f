export type { Connection } from 'mongoose';
export {
  addCounts,
  countedBy,
  countKinds,
  findCandidates,
  type KindCounts,
  type Kinds,
  kindsOf,
  MAX_CANDIDATES,
  SEARCH_TIMEOUT_MS,
} from './bounded-reads.ts';
export {
  buildIndexes,
  checkMongoWrites,
  closeMongo,
  connectMongo,
  type MongoOptions,
} from './mongo-connection.ts';
export { areAllDuplicates, isDuplicateKey, isMongoUnavailable } from './mongo-errors.ts';
export {
  type AnyModel,
  atMost,
  isOneOfTexts,
  isText,
  joinInserts,
  type RecordOf,
  timeLimitOf,
} from './joined-inserts.ts';
