import { paths } from '../../paths.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import type { BadgeModel } from '../../web/partials.page.ts';
import { formatMoment } from '../../web/session-time.ts';
import type { SessionBookingRecord } from '../bookings/index.ts';
import { isPartReturned, type RefundRecord, type RefundStatus } from '../refunds/index.ts';
import type { Names } from './admin-people.repository.ts';
import type { CellFact, TableCell } from './table.page.ts';

/** The reader's time and zone. */
export interface Reader {
  readonly timeZone: string;
  readonly now: Date;
}

/** The address of a list of the admin area, searched for an id. */
export function hrefOfRow(list: string, id: unknown): string {
  return `${list}?q=${encodeURIComponent(String(id))}`;
}

/** A person's name and e-mail, linked to the page of the person. */
export function personCell(userId: unknown, names: Names): TableCell {
  const id = String(userId);
  const person = names.people.get(id);
  return person
    ? { text: person.name, detail: person.email, href: paths.adminUser(id) }
    : { text: 'Unknown account', href: hrefOfRow(paths.adminUsers, id) };
}

/** A session's title and start, linked to the session in the list. */
export function sessionCell(slotId: unknown, names: Names, { timeZone, now }: Reader): TableCell {
  const id = String(slotId);
  const session = names.sessions.get(id);
  const href = hrefOfRow(paths.adminSlots, id);
  return session
    ? { text: session.title, detail: formatMoment(session.scheduledAt, timeZone, now), href }
    : { text: 'Unknown session', href };
}

export function amountCell(paise: number): TableCell {
  return { text: formatInr(toPaise(paise)), isNumber: true };
}

/** The columns of files about a sale: who and what. */
export const nameFields = ['payer', 'email', 'session', 'session_at'] as const;

export function toNameFields(
  { userId, timeSlotId }: { readonly userId: unknown; readonly timeSlotId: unknown },
  names: Names,
): Readonly<Record<(typeof nameFields)[number], string | undefined>> {
  const payer = names.people.get(String(userId));
  const session = names.sessions.get(String(timeSlotId));
  return {
    payer: payer?.name,
    email: payer?.email,
    session: session?.title,
    session_at: session?.scheduledAt.toISOString(),
  };
}

/** The first cell of a row about a payment: leads to everything that is known of it. */
export function storyCell(
  cell: TableCell,
  paymentId: string | null | undefined,
  facts: readonly (CellFact | null)[],
): TableCell {
  return { ...storyLink(cell, paymentId), facts: knownFacts(facts) };
}

/** The same in a list with one row for each payment: the story leads back to this row. */
export function paymentCell(
  cell: TableCell,
  paymentId: string,
  facts: readonly (CellFact | null)[],
): TableCell {
  return { ...storyCell(cell, paymentId, facts), anchor: paymentId };
}

/** A text that leads to the story of a payment. */
export function storyLink({ text, detail }: TableCell, paymentId: string | null | undefined): TableCell {
  const link = paymentId ? { href: paths.adminPayment(paymentId), hint: 'story of the payment' } : {};
  return { text, ...(detail !== undefined && { detail }), ...link };
}

/** A mentor's name, linked to the account, and the handle, linked to the public page. */
export function mentorCell(userId: unknown, names: Names): TableCell {
  const handle = names.people.get(String(userId))?.handle;
  const { text, href } = personCell(userId, names);
  return {
    text,
    ...(href !== undefined && { href }),
    ...(handle !== undefined && { detail: `@${handle}`, detailHref: paths.mentorProfile(handle) }),
  };
}

export function momentCell(date: Date, { timeZone, now }: Reader): TableCell {
  return { text: formatMoment(date, timeZone, now) };
}

export function badgeCell({ text, tone }: BadgeModel): TableCell {
  return { text, tone };
}

/** Missing ones are left out. */
export function knownFacts(facts: readonly (CellFact | null)[]): readonly CellFact[] {
  return facts.filter((fact): fact is CellFact => fact !== null && fact.value !== '');
}

/** A text, or an ObjectId. */
type Id = string | { toHexString(): string };

export function idFact(label: string, id: Id | null | undefined): CellFact | null {
  if (id === undefined || id === null) return null;
  return { label, value: typeof id === 'string' ? id : id.toHexString(), isId: true };
}

export function textFact(label: string, value: string | number | null | undefined): CellFact | null {
  return value === undefined || value === null ? null : { label, value: String(value) };
}

/** The choices of a filter, in words. */
export function inWords(
  words: Readonly<Record<string, BadgeModel | string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(words).map(([value, word]) => [value, typeof word === 'string' ? word : word.text]),
  );
}

// The words for the state of money and seats. All lists, the story of a payment and the overview use them.

/** The first decision about a payment, whatever happened later. */
export const decisionWords = {
  BOOKED: 'Seat given',
  REFUND: 'No seat',
} as const;

/** A payment that failed took no money. Nobody has to do anything, so it is not red. */
export const failedPaymentBadge: BadgeModel = { text: 'Failed', tone: 'neutral' };

const booked: BadgeModel = { text: 'Booked', tone: 'good' };

export const refundStatusWords: Readonly<Record<RefundStatus, BadgeModel>> = {
  DUE: { text: 'Refund due', tone: 'warning' },
  REQUESTED: { text: 'Refund on its way', tone: 'neutral' },
  PROCESSED: { text: 'Paid back', tone: 'good' },
  FAILED: { text: 'Refund failed', tone: 'bad' },
};

export const bookingStatusWords: Readonly<Record<SessionBookingRecord['status'], BadgeModel>> = {
  SCHEDULED: booked,
  ONGOING: { text: 'Under way', tone: 'good' },
  COMPLETED: { text: 'Held', tone: 'neutral' },
  CANCELLED: { text: 'Cancelled', tone: 'neutral' },
};

/** The fields of a refund that determine its state. */
export type RefundStanding = Pick<RefundRecord, 'status' | 'amount' | 'refusedForGoodAt'>;

/** Distinguishes a refund that Razorpay will never make from one that failed. */
export function refundBadge(refund: Omit<RefundStanding, 'amount'>): BadgeModel {
  const isRefusedForGood = refund.status === 'FAILED' && refund.refusedForGoodAt instanceof Date;
  return isRefusedForGood
    ? { text: 'Refund refused for good', tone: 'bad' }
    : refundStatusWords[refund.status];
}

/** Why a refund failed. Razorpay's refunds hold no cause, so there is only one if we wrote it. */
export function failureOf({ lastError }: Pick<RefundRecord, 'lastError'>): string {
  return lastError ?? 'Razorpay named no cause.';
}

/** The present state of a payment's money. */
export function paymentBadge(
  payment: { readonly outcome: keyof typeof decisionWords; readonly amount: number },
  refund: RefundStanding | null | undefined,
): BadgeModel {
  if (!refund) return payment.outcome === 'BOOKED' ? booked : refundStatusWords.DUE;
  return returnedBadge(refund, payment.amount);
}

/** The same for a booking. Until the refund is written, the booking's own fields say that it is due. */
export function bookingMoneyBadge(
  booking: Pick<SessionBookingRecord, 'paymentStatus' | 'amount'>,
  refund: RefundStanding | undefined,
): BadgeModel {
  if (refund) return returnedBadge(refund, booking.amount);
  return booking.paymentStatus === 'COMPLETED' ? { text: 'Paid', tone: 'good' } : refundStatusWords.DUE;
}

function returnedBadge(refund: RefundStanding, paid: number): BadgeModel {
  return isPartReturned(refund, paid) ? { text: 'Partly paid back', tone: 'good' } : refundBadge(refund);
}
