import { ConfigError } from '../config/config.ts';

/** Ends a process that could not start: says why on standard error, where service managers look for it. */
export function exitWithReason(error: unknown): never {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
  process.exit(1);
}
