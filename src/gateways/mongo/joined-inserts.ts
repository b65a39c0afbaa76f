import mongoose, { type mongo } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import { joinCalls } from '../../shared/joined-calls.ts';
import { DUPLICATE_KEY } from './mongo-errors.ts';

/** A model of which only the collection matters: for what reads across several kinds of records. */
export type AnyModel = Pick<Model<unknown>, 'collection'>;

/** For reads past mongoose, which sends it with all others: MongoDB ends what nobody waits for any more. */
export function timeLimitOf(from: AnyModel | Connection): { maxTimeMS: number } {
  const connection = 'openUri' in from ? from : from.collection.conn;
  return { maxTimeMS: connection.get('maxTimeMS') as number };
}

/**
 * Filters for a field whose unique index is partial (`$type: "string"`): MongoDB uses such an index only for a filter
 * that says itself that it wants text, and reads the whole collection for one that does not.
 */
export function isText(value: string) {
  return { $eq: value, $type: 'string' as const };
}

export function isOneOfTexts(values: readonly string[]) {
  return { $in: [...values], $type: 'string' as const };
}

/**
 * The net below the forms: a maximum of characters, counted as people do. Mongoose counts UTF-16 units, of which a
 * character has two at most.
 */
export function atMost(characters: number) {
  return { maxlength: 2 * characters };
}

/**
 * Inserts documents, with those of other callers in one command while an earlier one is under way. For records that our
 * own functions make whole: mongoose neither checks them nor fills anything in.
 * @returns what inserts the documents of one caller, in their order, and says how many were new: those that a unique index
 * refuses stay as they are
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

/** Which of them were refused, by their place in the list. @throws the driver's error when that is not known. */
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
    // The driver throws the same class where the connection broke: then nothing is accounted for.
    const isAccountedFor = refused.length > 0 && error.insertedCount + refused.length === documents.length;
    if (!isAccountedFor || error.result.getWriteConcernError()) throw error;
    return refused;
  }
}
