import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError, Option } from 'commander';
import {
  describeLedger,
  describePurge,
  describeReconciliation,
  parseDay,
  parsePointInTime,
} from './cli-output.ts';
import { compose, type Services } from './compose.ts';
import { loadConfig } from './config/config.ts';
import { createLogger } from './gateways/logger.ts';
import type { Role } from './web/guards.ts';

const ROLES: readonly Role[] = ['user', 'mentor', 'admin'];
const LEDGER_DAYS = '30d';
/** Milliseconds for an answer of MongoDB: long, because a person at a command line can wait. */
const ANSWER_LIMIT_MS = 60_000;

/** What a command found. `isClean` decides the exit code. */
interface Outcome {
  readonly data: object;
  readonly text: string;
  readonly isClean: boolean;
}

/** Runs one command on the services of the environment and prints what it found, as text or JSON. */
async function run(isJson: boolean, command: (services: Services) => Promise<Outcome>): Promise<void> {
  const config = loadConfig();
  // Standard output carries only the answer.
  const logger = createLogger(
    { level: 'warn', name: 'cli' },
    { write: (line) => void process.stderr.write(line) },
  );
  const services = await compose(config, { name: 'cli', logger, mongo: { answerLimit: ANSWER_LIMIT_MS } });
  try {
    const { data, text, isClean } = await command(services);
    console.log(isJson ? JSON.stringify(data, undefined, 2) : text);
    process.exitCode = isClean ? 0 : 1;
  } finally {
    await services.close();
  }
}

async function reconcile(
  { reconciler }: Services,
  options: { since?: Date; json: boolean },
): Promise<Outcome> {
  const bar = options.json || !process.stderr.isTTY ? undefined : openBar();
  try {
    const report = await reconciler.run({
      ...(options.since && { since: options.since }),
      onProgress: (done) => bar?.update(Math.round(done * 100)),
    });
    return { data: report, text: describeReconciliation(report), isClean: report.failures.length === 0 };
  } finally {
    bar?.stop();
  }
}

function openBar(): SingleBar {
  const bar = new SingleBar({ format: 'Reading Razorpay {bar} {percentage} %', hideCursor: true });
  bar.start(100, 0);
  return bar;
}

interface PeriodOptions {
  readonly from?: Date;
  readonly to?: Date;
  readonly since: Date;
}

async function checkLedger({ ledgerCheck }: Services, options: PeriodOptions): Promise<Outcome> {
  const period = { from: options.from ?? options.since, to: options.to ?? new Date() };
  const report = await ledgerCheck.run(period);
  return { data: report, text: describeLedger(report), isClean: report.violations.length === 0 };
}

async function purge(
  { purgeUnpaid }: Services,
  { before, apply }: { before: Date; apply: boolean },
): Promise<Outcome> {
  const rows = await purgeUnpaid.run({ before, isApplied: apply });
  const data = { before, applied: apply, rows };
  return { data, text: describePurge(data), isClean: rows.every(({ action }) => action !== 'unchecked') };
}

async function grantRole({ accounts }: Services, email: string, role: Role): Promise<Outcome> {
  const grant = await accounts.grantRole(email, role);
  const isClean = grant.outcome === 'granted';
  const text = isClean ? `${email} has the role ${role}.` : `Nobody has registered with ${email}.`;
  return { data: { ...grant, email, role }, text, isClean };
}

function argument<T>(parse: (text: string) => T | undefined, expected: string) {
  return (text: string): T => {
    const value = parse(text);
    if (value === undefined) throw new InvalidArgumentError(`Expected ${expected}.`);
    return value;
  };
}

const POINT_IN_TIME = 'YYYY-MM-DD (UTC), an ISO time, or a span such as 90m, 24h or 7d back from now';
const pointInTime = argument(parsePointInTime, POINT_IN_TIME);

function buildProgram(): Command {
  const program = new Command('sureslot').description('Keeps the books of Sureslot.').showHelpAfterError();
  program
    .command('reconcile')
    .description('Asks Razorpay for all payments and refunds, and books or refunds what was missed')
    .option('--since <time>', `where to begin instead of at the cursor: ${POINT_IN_TIME}`, pointInTime)
    .option('--json', 'print JSON', false)
    .action((options: { since?: Date; json: boolean }) =>
      run(options.json, (services) => reconcile(services, options)),
    );
  program
    .command('ledger-check')
    .description(
      "Joins Razorpay's books with ours; prints every broken promise and exits with 1 if there is any",
    )
    .option('--from <time>', `first moment: ${POINT_IN_TIME}`, pointInTime)
    .option('--to <time>', 'last moment; default now', pointInTime)
    .addOption(
      new Option('--since <time>', 'from then until now')
        .argParser(pointInTime)
        .default(parsePointInTime(LEDGER_DAYS), '30 days back')
        .conflicts(['from', 'to']),
    )
    .option('--json', 'print JSON', false)
    .action((options: PeriodOptions & { json: boolean }) =>
      run(options.json, (services) => checkLedger(services, options)),
    );
  program
    .command('purge-unpaid')
    .description(
      'Lists bookings that were never paid, left by systems that booked on reserve; --apply removes them',
    )
    .requiredOption(
      '--before <day>',
      'created before this day at UTC midnight, YYYY-MM-DD',
      argument(parseDay, 'YYYY-MM-DD'),
    )
    .option('--apply', 'remove them', false)
    .option('--json', 'print JSON', false)
    .action((options: { before: Date; apply: boolean; json: boolean }) =>
      run(options.json, (services) => purge(services, options)),
    );
  program
    .command('grant-role')
    .description('Gives a role to an account; this makes the first admin')
    .argument('<email>', 'of the account')
    .argument(
      '<role>',
      ROLES.join(', '),
      argument((text) => ROLES.find((role) => role === text), ROLES.join(', ')),
    )
    .option('--json', 'print JSON', false)
    .action((email: string, role: Role, options: { json: boolean }) =>
      run(options.json, (services) => grantRole(services, email, role)),
    );
  return program;
}

try {
  await buildProgram().parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
