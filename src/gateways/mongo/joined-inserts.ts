import mongoose, { type mongo } from 'mongoose';
import type { Connection, InferSchemaType, Model } from 'mongoose';
import { joinCalls } from '../../shared/joined-calls.ts';
import { DUPLICATE_KEY } from './mongo-errors.ts';

/** Enough for code that reads several kinds of records. */
export type AnyModel = Pick<Model<unknown>, 'collection'>;

/**
 * A record as its schema describes it. Optional fields may be missing, but are never null. Mongoose takes nested objects
 * for optional: name those that every record has.
 */
export type RecordOf<TSchema, Nested extends keyof InferSchemaType<TSchema> = never> = {
  [Field in keyof InferSchemaType<TSchema>]: Exclude<InferSchemaType<TSchema>[Field], null>;
} & { [Field in Nested]-?: NonNullable<InferSchemaType<TSchema>[Field]> };

/**
 * For reads that bypass mongoose, which sets this option itself: MongoDB stops a query after the time that its caller
 * waits.
 */
export function timeLimitOf(from: AnyModel | Connection): { maxTimeMS: number } {
  const connection = 'openUri' in from ? from : from.collection.conn;
  return { maxTimeMS: connection.get('maxTimeMS') as number };
}

/**
 * A filter value for fields with a partial unique index (`$type: "string"`). MongoDB uses such an index only if the
 * filter itself asks for text; otherwise it reads the whole collection.
 */
export function isText(value: string) {
  return { $eq: value, $type: 'string' as const };
}

export function isOneOfTexts(values: readonly string[]) {
  return { $in: [...values], $type: 'string' as const };
}

/**
 * A second check of a maximum that forms have already checked in code points. Mongoose counts UTF-16 units, of which a
 * code point has at most two.
 */
export function atMost(characters: number) {
  return { maxlength: 2 * characters };
}

/**
 * Returns a function that inserts the documents of one caller in their order, and resolves to the number of new ones.
 * Documents that a unique index refuses stay as they are. Concurrent calls share one command. For records that are
 * complete: mongoose neither validates them nor adds defaults.
 */
export function joinInserts(model: AnyModel): (documents: readonly object[]) => Promise<number> {
  return joinCalls<readonly object[], number>(async (groups) => {
    const refused = await insertAll(model, groups.flat());
    let end = 0;
    return groups.map((group) => {
      const start = end;
      end += group.length;
      const ofGroup = refused.filter(({ index }) => index >= start && index < end);
      const error = ofGroup.find(({ code }) => code !== DUPLICATE_KEY);
      if (error)
        return new mongoose.mongo.MongoServerError({ message: error.errmsg ?? '', code: error.code });
      return group.length - ofGroup.length;
    });
  });
}

/** The positions of the refused documents. @throws the driver's error if they are not known */
async function insertAll(
  { collection }: AnyModel,
  documents: readonly object[],
): Promise<readonly mongo.WriteError[]> {
  try {
    await collection.insertMany([...documents], {
      ordered: false,
      ignoreUndefined: true,
    });
    return [];
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) throw error;
    const refused = [error.writeErrors].flat();
    // The driver throws the same class if the connection broke. Then it is unknown which documents were inserted.
    const isAccountedFor = refused.length > 0 && error.insertedCount + refused.length === documents.length;
    if (!isAccountedFor || error.result.getWriteConcernError()) throw error;
    return refused;
  }
}
