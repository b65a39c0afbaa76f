import { type Model, type QueryFilter, Types } from 'mongoose';
import { isText, SEARCH_TIMEOUT_MS } from '../../gateways/mongo/index.ts';
import { isObjectId } from '../../shared/ids.ts';

export interface Paging {
  readonly skip: number;
  readonly limit: number;
}

/** The text and the choice of a search. Without a search, both are missing. */
export interface Search {
  readonly text?: string | undefined;
  readonly choice?: string | undefined;
  /** The people whose name or e-mail matches the text. */
  readonly userIds?: readonly Types.ObjectId[];
  /** The sales that match the text: those of any of these. */
  readonly sales?: readonly SaleMatch[];
  /** The text that was searched for instead, because the given one finds nothing. */
  readonly corrected?: string;
  /** More people have the words than `userIds`. */
  readonly isCut?: boolean;
  /** Only from this moment on. */
  readonly from?: Date | undefined;
  /** Only before this moment. */
  readonly before?: Date | undefined;
}

/** Sales to one of these people, of one of these sessions, of this amount: all that is given must hold. */
export interface SaleMatch {
  readonly userIds?: readonly Types.ObjectId[];
  readonly slotIds?: readonly Types.ObjectId[];
  /** Paise. */
  readonly amount?: number;
  /** More people or sessions have the words than these. */
  readonly isCut?: boolean;
}

/** A payer and the session that was paid for. */
export interface SalePair {
  readonly userId: Types.ObjectId;
  readonly slotId: Types.ObjectId;
}

/** The fields of a collection that searches for sales look at. */
interface SaleFields {
  readonly user: string;
  readonly slot: string;
  readonly amount: string;
}

/** In bookings, payments and refunds. */
export const ofSale: SaleFields = { user: 'userId', slot: 'timeSlotId', amount: 'amount' };

/** Finds no row. */
export const nothing = { $match: { _id: { $in: [] } } };

/**
 * The filter for the sales found; or for those with this id of a user or session; or with another id.
 * @param fields `ids`: the fields of other ids; `mentor`: the field of the mentor, if the rows have one
 */
export function searchSales(
  { text, sales }: Pick<Search, 'text' | 'sales'>,
  fields: SaleFields & { readonly ids: readonly string[]; readonly mentor?: string },
): object {
  if (sales) return salesOf(sales, fields);
  if (text === undefined) return {};
  const id = toObjectId(text);
  const people = [fields.user, fields.slot, ...(fields.mentor === undefined ? [] : [fields.mentor])];
  return id ? { $or: people.map((field) => ({ [field]: id })) } : oneOf(text, fields.ids);
}

/** Sales that match one of these. Each match has an index, which returns the newest first. */
export function salesOf(matches: readonly SaleMatch[], { user, slot, amount }: SaleFields): object {
  const [first, ...others] = matches.map((match) => ({
    ...(match.userIds && { [user]: { $in: match.userIds } }),
    ...(match.slotIds && { [slot]: { $in: match.slotIds } }),
    ...(match.amount !== undefined && { [amount]: match.amount }),
  }));
  if (!first) return nothing.$match;
  return others.length === 0 ? first : { $or: [first, ...others] };
}

/** From the first value on, and before the other one. */
export function withinDays<Value>(
  field: string,
  { from, before }: { readonly from?: Value | undefined; readonly before?: Value | undefined },
): object {
  if (from === undefined && before === undefined) return {};
  return {
    [field]: { ...(from !== undefined && { $gte: from }), ...(before !== undefined && { $lt: before }) },
  };
}

/** Only rows with the chosen value, if there is a choice. */
export function chosenBy(field: string, { choice }: Pick<Search, 'choice'>): object {
  return choice === undefined ? {} : { [field]: choice };
}

/** Matches if any of the fields is exactly the text. */
export function oneOf(text: string, fields: readonly string[]): object {
  return { $or: fields.map((field) => ({ [field]: isText(text) })) };
}

/** One page of a list, the newest first by this field. */
export function newestFirst(field: string, { skip, limit }: Paging) {
  return { sort: { [field]: -1 as const }, skip, limit, maxTimeMS: SEARCH_TIMEOUT_MS };
}

/** The number by which a bank finds a payment or refund. */
export const BANK_REFERENCE = /^\d{12,23}$/;

/** An id of ours, of Razorpay or of a bank, or the key of a mail, which begins with such an id. */
export function isId(text: string): boolean {
  return (
    toObjectId(text) !== undefined ||
    /^(pay|order|rfnd|disp|evt|session)_\w+$|:/.test(text) ||
    BANK_REFERENCE.test(text)
  );
}

export function toObjectId(text: string): Types.ObjectId | undefined {
  return isObjectId(text) ? new Types.ObjectId(text) : undefined;
}

export interface AmountSum {
  /** Paise. */
  readonly amount: number;
  readonly count: number;
}

/** The total and the number of the rows found, of at most so many. */
export async function sumAmounts<Row>(
  rows: Model<Row>,
  filter: QueryFilter<Row>,
  limit?: number,
): Promise<AmountSum> {
  const [sum] = await rows
    .aggregate<AmountSum>([
      { $match: filter },
      ...(limit === undefined ? [] : [{ $limit: limit }]),
      { $group: { _id: null, amount: { $sum: '$amount' }, count: { $sum: 1 } } },
    ])
    .option({ maxTimeMS: SEARCH_TIMEOUT_MS });
  return { amount: sum?.amount ?? 0, count: sum?.count ?? 0 };
}
