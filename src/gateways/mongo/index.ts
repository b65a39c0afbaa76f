export type { Connection } from 'mongoose';
export { buildIndexes, closeMongo, connectMongo, pingMongo, type MongoOptions } from './mongo-connection.ts';
export { isDuplicateKey, isMongoUnavailable } from './mongo-errors.ts';
export { isOneOfTexts, isText } from './indexed-text.ts';
export { atMost } from './text-length.ts';
