import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../public/css/', import.meta.url));
const COMMENTS = /\/\*.*?\*\/\n*/gs;

/** What the pages of an area need beside the common stylesheet: files of public/css/parts, and then its own of public/css/areas. */
const partsOfAreas: Readonly<Record<string, readonly string[]>> = {
  admin: [],
  bookings: ['choices', 'moments', 'progress'],
  checkout: ['choices', 'moments', 'progress'],
  mentoring: ['choices'],
  slots: ['home', 'choices', 'moments'],
};

/** The files in public/css without their comments, joined in the order of their names: pages ask for one file. */
export function readStylesheet(): string {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.css'));
  return names.sort().map(withoutComments).join('\n');
}

/** Those of the areas, by URL path. Only pages of that part of the site load one, so that the first page stays small. */
export function readAreaStylesheets(): ReadonlyMap<string, string> {
  const entries = Object.entries(partsOfAreas).map(([area, parts]) => {
    const files = [...parts.map((part) => `parts/${part}.css`), `areas/${area}.css`];
    return [pathOf(area), files.map(withoutComments).join('\n')] as const;
  });
  return new Map(entries);
}

/** For views in `pages/admin` that is the stylesheet of admin, if there is one. */
export function areaStylesheetOf(view: string): string | null {
  const [, area = ''] = view.split('/');
  return Object.hasOwn(partsOfAreas, area) ? pathOf(area) : null;
}

function pathOf(area: string): string {
  return `/css/${area}.css`;
}

/** Spaces go too, where they mean nothing in our own style of writing; the compression takes the rest. */
function withoutComments(name: string): string {
  return readFileSync(FOLDER + name, 'utf8')
    .replaceAll(COMMENTS, '')
    .replaceAll(/\n\s+/g, '\n')
    .replaceAll(/^(-*[a-z][\w-]*): /gm, '$1:')
    .replaceAll(/;\n\}/g, '}')
    .replaceAll(/([{};,])\n+/g, '$1')
    .replaceAll(' {', '{');
}
