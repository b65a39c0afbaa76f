/**
 * Cuts the typeface of the site out of its package: `node --import tsx src/devenv/assets/build-fonts.ts`. Run it when the package
 * changes, and name the new version in public/css/00-typeface.css: the names of the files say which version they are.
 */
import { readFileSync, rmSync, writeFileSync, mkdirSync, copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import subsetFont from 'subset-font';

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
  // The middle dot is left to the face behind this one: here it clings to the word after it.
  {
    name: 'latin',
    from: 'latin',
    letters: `${range(0x20, 0x7e)}${range(0xa0, 0xb6)}${range(0xb8, 0x17f)}–—‘’“”•…€™−\u2009\u202f`,
  },
  // On every page there is a price; the letters around its sign come with Hindi texts alone.
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

/** For letters that the server draws: weights of their own, because variable fonts are far larger. */
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
