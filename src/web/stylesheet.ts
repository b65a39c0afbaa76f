import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PARTS = fileURLToPath(new URL('../../public/css/', import.meta.url));
const AREAS = `${PARTS}areas/`;
const COMMENTS = /\/\*.*?\*\/\n*/gs;

const areaNames: ReadonlySet<string> = new Set(cssIn(AREAS).map((name) => name.replace(/\.css$/, '')));

/** The parts in public/css without their comments, joined in the order of their names: pages ask for one file. */
export function readStylesheet(): string {
  return cssIn(PARTS)
    .map((name) => withoutComments(PARTS + name))
    .join('\n');
}

/** Those of public/css/areas, by URL path. Only pages of that part of the site load one, so that the first page stays small. */
export function readAreaStylesheets(): ReadonlyMap<string, string> {
  const entries = [...areaNames].map(
    (area) => [pathOf(area), withoutComments(`${AREAS}${area}.css`)] as const,
  );
  return new Map(entries);
}

/** For views in `pages/admin` that is the path of areas/admin.css, if there is such a file. */
export function areaStylesheetOf(view: string): string | null {
  const [, area = ''] = view.split('/');
  return areaNames.has(area) ? pathOf(area) : null;
}

function cssIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.css'))
    .sort();
}

function pathOf(area: string): string {
  return `/css/${area}.css`;
}

/** Indentation goes too; the compression takes the rest. */
function withoutComments(file: string): string {
  return readFileSync(file, 'utf8').replaceAll(COMMENTS, '').replaceAll(/\n\s+/g, '\n');
}
