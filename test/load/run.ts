import { randomInt } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import { FaultLab } from '../support/fault-lab.ts';
import { MemoryWatch, watchable } from './memory-watch.ts';
import { behindNginx, startNginx } from './nginx.ts';
import { isFlat, printReport } from './print-report.ts';
import { runLoad } from '../support/town/run-load.ts';

const METRICS_TOKEN = 'a-token-of-the-load';
const RESTART_EVERY_S = 60;

const program = new Command('npm run load --')
  .description('People at two servers, of which one is restarted every minute: nobody may notice.')
  .option('--minutes <number>', 'how long', readPositive, 10)
  .option('--seed <number>', 'what people do', readPositive)
  .option('--nginx', 'behind an nginx with docs/deployment/nginx.conf, which must be installed')
  .parse();
const {
  minutes,
  nginx: isBehindNginx = false,
  seed = randomInt(1, 1_000_000),
} = program.opts<{ minutes: number; seed?: number; nginx?: boolean }>();

const lab = await FaultLab.start({
  environment: {
    ...(isBehindNginx && behindNginx),
    ...watchable,
    METRICS_TOKEN,
    LOG_LEVEL: 'warn',
    RECONCILE_EVERY_S: '60',
  },
});
const nginx = isBehindNginx ? await startNginx([lab.first.url, lab.second.url]) : undefined;
const memory = new MemoryWatch(lab.second, METRICS_TOKEN);
try {
  process.stdout.write(`Seed ${seed}, ${minutes} minutes${isBehindNginx ? ', behind nginx' : ''}\n`);
  const report = await runLoad(lab, {
    seed,
    seconds: minutes * 60,
    restartEverySeconds: RESTART_EVERY_S,
    seatsASlot: Math.ceil(2 * minutes),
    ...(nginx && { entrance: nginx.entrance }),
  });
  printReport(report, memory);
  const isStopClean = report.restarts.every(({ exitCode }) => exitCode === 0);
  if (report.tally.failed > 0 || !isStopClean || !isFlat(memory)) process.exitCode = 1;
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\nSeed ${seed}\n`);
  process.exitCode = 1;
} finally {
  memory.stop();
  await nginx?.stop();
  await lab.stop();
}

function readPositive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}
