import type { Connection, Model } from 'mongoose';

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
 * The net below the forms: at most so many characters as people count them. Mongoose counts UTF-16 units, of which a
 * character has two at most.
 */
export function atMost(characters: number) {
  return { maxlength: 2 * characters };
}
