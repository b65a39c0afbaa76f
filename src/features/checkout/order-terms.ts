import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { RazorpayNotes, RazorpayOrder } from '../../gateways/razorpay/index.ts';
import { isBookingId, isObjectId } from '../../shared/ids.ts';
import type { Paise } from '../../shared/money.ts';
import { refundPolicies, type RefundPolicy } from '../../shared/refund-policy.ts';
import type { TimeSlot } from '../slots/index.ts';

/**
 * The terms that one user was offered and agreed to. The server writes them into the Razorpay order, so that the order
 * alone is enough to fulfil it if the session is lost.
 */
export interface OrderTerms {
  readonly bookingId: string;
  readonly orderId: string;
  readonly slotId: string;
  readonly userId: string;
  readonly scheduledAt: Date;
  /** Minutes. */
  readonly duration: number;
  readonly refundPolicy: RefundPolicy;
  readonly note: string;
  readonly amount: Paise;
  readonly currency: string;
  /** When Razorpay made the order. Its terms bind from then on. */
  readonly orderedAt: Date;
}

/** The terms before the order exists: Razorpay adds its id, amount and time. */
export type OfferedTerms = Omit<OrderTerms, 'orderId' | 'amount' | 'currency' | 'orderedAt'>;

/** Milliseconds for which the price and refund policy of an order bind, whatever the mentor changes. */
const BINDING_MS = 30 * 60_000;

type OfferedSlot = Pick<TimeSlot, 'id' | 'scheduledAt' | 'duration' | 'refundPolicy'>;

/** What a slot offers now. */
export function offerTerms(
  slot: OfferedSlot,
  { bookingId, userId, note = '' }: { bookingId: string; userId: string; note?: string },
): OfferedTerms {
  const { id: slotId, scheduledAt, duration, refundPolicy } = slot;
  return { bookingId, slotId, userId, scheduledAt, duration, refundPolicy, note };
}

/** The terms that a mentor may change. */
export function offerOf({ amount, refundPolicy }: OrderTerms) {
  return { price: amount, refundPolicy };
}

/** Whether the price and refund policy of an order still bind. */
export function areTermsBinding(orderedAt: Date, at: Date): boolean {
  return at.getTime() - orderedAt.getTime() <= BINDING_MS;
}

const orderNotesSchema = z.object({
  site: z.string(),
  bookingId: z.string().refine(isBookingId),
  slotId: z.string().refine(isObjectId),
  userId: z.string().refine(isObjectId),
  scheduledAt: z.iso.datetime().transform((text) => new Date(text)),
  duration: z.coerce.number().int().positive(),
  refundPolicy: z.enum(refundPolicies),
  note: z.string().default(''),
  /** The end of a note that is too long for one key. */
  note2: z.string().default(''),
});

/** The maximum of UTF-16 units in one value at Razorpay. */
const MAX_VALUE = 256;

/**
 * The notes of a new order: at most 15 keys of 256 characters. A note may have 250 characters as people count, which
 * can be 500 units, so its end may need a second key.
 * @throws Error if the terms could not be read back from the order: a payment of it could be neither booked nor
 * refunded
 */
export function toOrderNotes(terms: OfferedTerms, site: string): RazorpayNotes {
  const notes = writeNotes(terms, site);
  const readBack = orderNotesSchema.safeParse(notes);
  const isSame = readBack.success && areEqual(offeredIn(readBack.data), terms);
  if (!isSame) throw new Error(`The terms of ${terms.bookingId} cannot be read back from an order`);
  return notes;
}

function writeNotes({ note, scheduledAt, duration, ...texts }: OfferedTerms, site: string): RazorpayNotes {
  return {
    site,
    ...texts,
    scheduledAt: scheduledAt.toISOString(),
    duration: String(duration),
    ...splitNote(note),
  };
}

function splitNote(note: string): RazorpayNotes {
  if (note.length <= MAX_VALUE) return { note };
  const lastUnit = note.charCodeAt(MAX_VALUE - 1);
  const isHalf = lastUnit >= 0xd800 && lastUnit <= 0xdbff;
  const end = isHalf ? MAX_VALUE - 1 : MAX_VALUE;
  return { note: note.slice(0, end), note2: note.slice(end) };
}

/** Undefined for an order of another site on the same account, or one made by hand. */
export function readOrderTerms(order: RazorpayOrder, site: string): OrderTerms | undefined {
  const parsed = orderNotesSchema.safeParse(order.notes);
  if (!parsed.success || parsed.data.site !== site || parsed.data.bookingId !== order.receipt)
    return undefined;
  const { id: orderId, amount, currency, createdAt: orderedAt } = order;
  return { ...offeredIn(parsed.data), orderId, amount, currency, orderedAt };
}

function areEqual(a: OfferedTerms, b: OfferedTerms): boolean {
  const keys = ['bookingId', 'slotId', 'userId', 'scheduledAt', 'duration', 'refundPolicy', 'note'] as const;
  return keys.every((key) => isDeepStrictEqual(a[key], b[key]));
}

function offeredIn(notes: z.infer<typeof orderNotesSchema>): OfferedTerms {
  const { bookingId, slotId, userId, scheduledAt, duration, refundPolicy, note, note2 } = notes;
  return { bookingId, slotId, userId, scheduledAt, duration, refundPolicy, note: note + note2 };
}

/** Joins the events of one flow in the log. */
export function loggedIds({ bookingId, orderId, slotId }: OrderTerms, paymentId: string) {
  return { bookingId, orderId, paymentId, slotId };
}
