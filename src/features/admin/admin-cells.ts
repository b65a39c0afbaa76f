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

/** A person's name and e-mail, linked to the account. */
export function personCell(userId: unknown, names: Names): TableCell {
  const id = String(userId);
  const person = names.people.get(id);
  const href = `${paths.adminUsers}?q=${id}`;
  return person ? { text: person.name, detail: person.email, href } : { text: 'Unknown account', href };
}

/** A session's title and start, linked to the session in the list. */
export function sessionCell(slotId: unknown, names: Names, { timeZone, now }: Reader): TableCell {
  const id = String(slotId);
  const session = names.sessions.get(id);
  const href = `${paths.adminSlots}?q=${id}`;
  return session
    ? { text: session.title, detail: formatMoment(session.scheduledAt, timeZone, now), href }
    : { text: 'Unknown session', href };
}

export function amountCell(paise: number): TableCell {
  return { text: formatInr(toPaise(paise)), isNumber: true };
}

/** The end of a row: leads to everything that is known of the payment. */
export function storyCell(paymentId: string | null | undefined): TableCell {
  return paymentId
    ? { text: 'See its story', href: paths.adminPayment(paymentId), isOnward: true }
    : { text: '' };
}

export function momentCell(date: Date, { timeZone, now }: Reader): TableCell {
  return { text: formatMoment(date, timeZone, now) };
}

export function badgeCell({ text, tone }: BadgeModel): TableCell {
  return { text, tone };
}

/** Ids and similar facts behind a click. Missing ones are left out. */
export function factsCell(facts: readonly (CellFact | null)[]): TableCell {
  return {
    text: '',
    facts: facts.filter((fact) => fact !== null && fact.value !== '') as readonly CellFact[],
  };
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
