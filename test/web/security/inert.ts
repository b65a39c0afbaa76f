import { expect } from 'chai';

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  '#34': '"',
  '#39': "'",
};
const ACTIVE_ADDRESS = /\b(?:href|src|action)="\s*(?:javascript|vbscript|data):/i;

/**
 * The kinds of tags on pages with harmless text: tag and attribute names, without values. Text that is not
 * escaped adds a kind that was not there before.
 */
export class KnownMarkup {
  private readonly kinds = new Set<string>();

  learn(html: string): void {
    for (const kind of kindsOf(html)) this.kinds.add(kind);
  }

  expectInert(html: string, about: string): void {
    const strange = [...kindsOf(html)].filter((kind) => !this.kinds.has(kind));
    expect(strange, about).to.deep.equal([]);
    expect(html, about).not.to.match(ACTIVE_ADDRESS);
  }
}

function kindsOf(html: string): ReadonlySet<string> {
  return new Set((html.match(/<[^>]*>/g) ?? []).map((tag) => tag.replaceAll(/="[^"]*"/g, '')));
}

/** The text that a reader sees. */
export function readable(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

/** Rows of a CSV file (RFC 4180). */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gu;
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end] of text.replace(/^\uFEFF/, '').matchAll(cells)) {
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
    if (end === '') break;
  }
  return rows.filter((row) => row.length > 1);
}
