import getPort, { portNumbers } from 'get-port';
import { DevenvError } from './devenv-error.ts';
import type { Report } from './report.ts';

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
