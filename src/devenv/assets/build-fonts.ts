/**
 * Subsets the site's typeface: `node --import tsx src/devenv/assets/build-fonts.ts`. Run it when the font package
 * changes, and put the new version into public/css/00-typeface.css, because the file names contain it.
 */
import { readFileSync, rmSync, writeFileSync, mkdirSync, copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
// @ts-expect-error The package has no types.
import subset from 'subset-font';

interface SubsetOptions {
  readonly targetFormat?: 'sfnt' | 'woff' | 'woff2';
  readonly variationAxes?: Readonly<Record<string, number | { min: number; max: number; default: number }>>;
}

const subsetFont = subset as (font: Buffer, letters: string, options: SubsetOptions) => Promise<Buffer>;

const require = createRequire(import.meta.url);
const PACKAGE = dirname(require.resolve('@fontsource-variable/anek-devanagari/package.json'));
const { version } = require('@fontsource-variable/anek-devanagari/package.json') as { version: string };
const TARGET = fileURLToPath(new URL('../../../public/fonts/', import.meta.url));

/** The weights in use. */
const WEIGHTS = { wght: { min: 400, max: 800, default: 400 } };

function range(first: number, last: number): string {
  return Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index)).join('');
}

const parts = [
  // Without the middle dot: in this font it sticks to the next word, so a fallback font draws it.
  {
    name: 'latin',
    from: 'latin',
    letters: `${range(0x20, 0x7e)}${range(0xa0, 0xb6)}${range(0xb8, 0x17f)}–—‘’“”•…€™−\u2009\u202f`,
  },
  // Every page shows prices, but only Hindi texts need the other letters of this font.
  { name: 'rupee', from: 'devanagari', letters: '₹' },
  { name: 'devanagari', from: 'devanagari', letters: `${range(0x900, 0x97f)}\u200c\u200d\u25cc` },
];

rmSync(TARGET, { recursive: true, force: true });
mkdirSync(TARGET);
for (const { name, from, letters } of parts) {
  const whole = readFileSync(`${PACKAGE}/files/anek-devanagari-${from}-wght-normal.woff2`);
  const part = await subsetFont(whole, letters, { targetFormat: 'woff2', variationAxes: WEIGHTS });
  writeFileSync(`${TARGET}anek-${version}-${name}.woff2`, part);
}

/** Fonts for letters that the server draws. One file per weight, because variable fonts are far larger. */
const lettering = [
  { name: 'latin', letters: parts[0]?.letters ?? '', weights: [500, 750] },
  { name: 'devanagari', letters: `₹${parts[2]?.letters ?? ''}`, weights: [600] },
];
mkdirSync(`${TARGET}lettering`);
for (const { name, letters, weights } of lettering) {
  for (const wght of weights) {
    const whole = readFileSync(`${PACKAGE}/files/anek-devanagari-${name}-wght-normal.woff2`);
    const part = await subsetFont(whole, letters, { targetFormat: 'sfnt', variationAxes: { wght } });
    writeFileSync(`${TARGET}lettering/anek-${version}-${name}-${wght}.ttf`, part);
  }
}
copyFileSync(`${PACKAGE}/LICENSE`, `${TARGET}LICENSE.txt`);
