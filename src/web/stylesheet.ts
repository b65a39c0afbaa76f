import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PARTS = fileURLToPath(new URL('../../public/css/', import.meta.url));
const COMMENTS = /\/\*.*?\*\/\n*/gs;

/** The parts in public/css without their comments, joined in the order of their names: pages ask for one file. */
export function readStylesheet(): string {
  const names = readdirSync(PARTS).filter((name) => name.endsWith('.css'));
  const parts = names.sort().map((name) => readFileSync(PARTS + name, 'utf8'));
  return parts.join('\n').replaceAll(COMMENTS, '');
}
