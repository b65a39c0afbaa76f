import getPort, { portNumbers } from 'get-port';
import { Command, InvalidArgumentError } from 'commander';
import { DevenvError, type Report } from './report.ts';

const MAX_PORT = 65_535;

/** What the demo was asked for on the command line. */
export interface DemoArguments {
  readonly reset: boolean;
  readonly port: number | undefined;
}

/** Reads the arguments after the script's name; on `--help` or a wrong one prints a text and ends the process. */
export function parseDemoArguments(args: readonly string[]): DemoArguments {
  const command = new Command('npm run demo --')
    .description('Starts Sureslot with demo data on a mongod, a Redis and a Razorpay sandbox of its own.')
    .option('--reset', 'start over: delete the data of earlier runs', false)
    .option('--port <number>', 'the port of the site; without it 3000 or the next free one', parsePort)
    .parse(args, { from: 'user' });
  const { reset, port } = command.opts<{ reset: boolean; port?: number }>();
  return { reset, port };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > MAX_PORT) {
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${MAX_PORT}.`);
  }
  return port;
}

const USUAL_PORT = 3000;
const LAST_PORT = 3099;

/**
 * The port the person asked for; else 3000, or the next free one, saying so. Free means free on every address of
 * the machine: `localhost` may lead a browser to any of them.
 * @throws DevenvError when the one asked for is taken.
 */
export async function chooseDemoPort(asked: number | undefined, report: Report): Promise<number> {
  const free = await getPort({ port: asked ?? portNumbers(USUAL_PORT, LAST_PORT) });
  if (asked !== undefined && free !== asked) {
    throw new DevenvError(`Port ${asked} is taken. Choose another one with --port, or leave it out.`);
  }
  if (asked === undefined && free !== USUAL_PORT)
    report.step(`Port ${USUAL_PORT} is taken, so the demo takes ${free}`);
  return free;
}
