import { randomInt } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import { FaultLab } from '../support/fault-lab.ts';
import { runSoak } from './soak/run-soak.ts';

const MIN_PAYMENTS = 300;

const program = new Command('npm run soak --')
  .description(
    'Sells seats while servers, databases, webhooks and Razorpay fail; then the ledgers must agree.',
  )
  .option('--minutes <number>', 'how long at least', readPositive, 5)
  .option('--seed <number>', 'what is tried, the same again for the same seed', readPositive)
  .parse();
const { minutes, seed = randomInt(1, 1_000_000) } = program.opts<{ minutes: number; seed?: number }>();

process.stdout.write(`Seed ${seed}, ${minutes} minutes\n`);
const lab = await FaultLab.start();
try {
  const report = await runSoak(lab, { seed, seconds: minutes * 60, payments: MIN_PAYMENTS });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\nThe ledgers agree.\n`);
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\nSeed ${seed}\n`);
  process.exitCode = 1;
} finally {
  await lab.stop();
}

function readPositive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}
