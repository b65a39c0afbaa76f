import { paths } from '../../paths.ts';
import { boundedCountText } from '../../shared/text.ts';
import { view } from '../../web/page-renderer.ts';
import { hrefOfRow } from './admin-cells.ts';
import type { AdminList, AdminRows } from './admin-list.ts';
import { shownColumns, toSections } from './admin-page.ts';
import type { AdminTablePage, TableCell } from './table.page.ts';

type Rows = Pick<AdminTablePage, 'columns' | 'rows'>;

/** Everything that an operator may be asked about, on one page. */
export type PersonPage = NonNullable<ReturnType<typeof toPersonPage>>;

export const personView = view<PersonPage>('admin/person');

/** Rows of each list. */
export const NEWEST = 5;

/** The lists whose search for the id of a person finds what they did, in the order of a call's questions. */
export const listsOfPerson: readonly string[] = [
  paths.adminBookings,
  paths.adminPayments,
  paths.adminRefunds,
  paths.adminMail,
  paths.adminSlots,
];

interface Loaded {
  readonly list: AdminList;
  readonly loaded: AdminRows;
}

/** @param users the list of users with this one, or without a row if there is no such person */
export function toPersonPage(userId: string, users: Loaded, others: readonly Loaded[]) {
  const [row] = users.loaded.rows;
  const [person, ...cells] = row ?? [];
  if (!person) return undefined;
  const account = cells.map((cell, index) => ({ name: users.list.columns[index + 1]?.text ?? '', cell }));
  const found = others.filter(({ loaded }) => loaded.rows.length > 0);
  const none = others.filter(({ loaded }) => loaded.rows.length === 0);
  return {
    heading: person.text,
    back: { text: 'All users', href: paths.adminUsers },
    sections: toSections(paths.adminUsers),
    email: person.detail ?? '',
    facts: person.facts,
    /** The account's row in the list of users, without the name and the links to lists, which follow. */
    account: account.filter(({ cell }) => cell.text !== '' && cell.more === undefined),
    tables: found.map((each) => toTable({ userId, name: person.text }, each)),
    /** `No refunds, no sessions.`: the lists without a row about the person. */
    none: none.length === 0 ? null : `No ${none.map(({ list }) => list.title.toLowerCase()).join(', no ')}.`,
    trail: [
      { text: 'What was done to this account', href: `${paths.adminAudit}?object=${userId}` },
      { text: 'What this person did', href: `${paths.adminAudit}?actor=${userId}` },
    ],
  };
}

/** The newest rows of a list about the person. */
function toTable(person: { userId: string; name: string }, { list, loaded }: Loaded) {
  const shown = shownColumns(list.columns, loaded.rows);
  const isNamed = shown.rows.every(([subject]) => subject?.text === person.name);
  const { columns, rows } = isNamed ? withoutName(shown) : shown;
  const count = boundedCountText(loaded.counts.all);
  return {
    heading: list.title,
    id: list.title.toLowerCase(),
    /** To all of them. */
    all: {
      text: loaded.counts.all.count === 1 ? 'In the list' : `All ${count}`,
      href: hrefOfRow(list.path, person.userId),
    },
    columns,
    rows: rows.map((row) => row.map(withoutAnchor)),
  };
}

/** The name is that of the page. What the row is about takes its place, with its link and its facts. */
function withoutName({ columns, rows }: Rows): Rows {
  const [subject, second, ...others] = columns;
  if (!subject || !second) return { columns, rows };
  return {
    columns: [{ ...second, role: 'subject' }, ...others],
    rows: rows.map(([who, what, ...rest]) => {
      if (!who || !what) return rest;
      const facts = [...(who.facts ?? []), ...(what.facts ?? [])];
      return [{ ...what, ...(who.href !== undefined && { href: who.href }), facts }, ...rest];
    }),
  };
}

/** A payment may be in several lists, but a name may be on a page only once. */
function withoutAnchor(cell: TableCell): TableCell {
  const copy: Omit<TableCell, 'anchor'> & { anchor?: string } = { ...cell };
  delete copy.anchor;
  return copy;
}
