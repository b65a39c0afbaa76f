import { Command, InvalidArgumentError } from 'commander';

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
