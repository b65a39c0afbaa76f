import { paths } from '../../paths.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import type { BadgeModel } from '../../web/partials.page.ts';
import { formatMoment } from '../../web/session-time.ts';
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

/** A person's name and e-mail, linked to the account. */
export function personCell(userId: unknown, names: Names): TableCell {
  const id = String(userId);
  const person = names.people.get(id);
  const href = hrefOfRow(paths.adminUsers, id);
  return person ? { text: person.name, detail: person.email, href } : { text: 'Unknown account', href };
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
  return { ...toldCell(cell, paymentId), facts: knownFacts(facts) };
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
export function toldCell({ text, detail }: TableCell, paymentId: string | null | undefined): TableCell {
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
