import { mochaGlobalSetup, mochaGlobalTeardown } from '../support/global-setup.ts';
import { report, type BenchResult } from './bench-result.ts';
import { benchClaims } from './claims.ts';
import { benchMoreBuyersThanSeats } from './more-buyers-than-seats.ts';
import { benchSettle } from './settle.ts';
import { benchSlotPage } from './slot-page.ts';

const benches: Readonly<Record<string, () => Promise<BenchResult>>> = {
  'slot-page': benchSlotPage,
  settle: benchSettle,
  claims: benchClaims,
  row34: benchMoreBuyersThanSeats,
};

/** `npm run bench`, or `npm run bench -- settle` for one of them. */
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
    if (wanted.length === 0 || wanted.includes(name)) results.push(await bench());
  }
  report(results);
} finally {
  await mochaGlobalTeardown();
}
