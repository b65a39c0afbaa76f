import { mochaGlobalSetup, mochaGlobalTeardown } from '../support/global-setup.ts';
import { report, type BenchResult } from './bench-result.ts';
import { benchClaims } from './claims.ts';
import { benchLoggedInPages } from './logged-in-pages.ts';
import { benchMoreBuyersThanSeats } from './more-buyers-than-seats.ts';
import { benchScale } from './scale.ts';
import { benchSettle } from './settle.ts';
import { benchStart } from './start.ts';
import { benchVisitorPages } from './visitor-pages.ts';

const benches: Readonly<Record<string, () => Promise<BenchResult | readonly BenchResult[]>>> = {
  pages: benchVisitorPages,
  'logged-in': benchLoggedInPages,
  settle: benchSettle,
  claims: benchClaims,
  row34: benchMoreBuyersThanSeats,
  scale: benchScale,
  start: benchStart,
};

/** `npm run bench` runs all of them, `npm run bench -- settle` only one. */
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}

await mochaGlobalSetup();
try {
  const results: BenchResult[] = [];
  for (const [name, bench] of Object.entries(benches)) {
    if (wanted.length === 0 || wanted.includes(name)) results.push(...[await bench()].flat());
  }
  report(results);
} finally {
  await mochaGlobalTeardown();
}
