import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { builtEntry } from './build.ts';
import { freePort } from './free-port.ts';

export interface AppProcess {
  readonly url: string;
  readonly pid: number;
  readonly lines: readonly string[];
  isRunning(): boolean;
  /** Waits until the process has exited. Resolves with the exit code. */
  exited(): Promise<number | null>;
  /** Kills the process at once, as a crash would. */
  kill(): Promise<void>;
  /** Asks the process to stop. Resolves with the exit code. */
  stop(): Promise<number | null>;
}

const START_PATIENCE_MS = 60_000;

/** Starts the server in its own process and waits until it is ready. */
export async function startAppProcess(environment: Record<string, string>): Promise<AppProcess> {
  const { app, child } = await launch('server', environment);
  await untilReady(`${app.url}/readyz`, child, app.lines);
  return app;
}

/** Starts an entry of the application in its own process, without waiting. */
export async function launchAppProcess(
  entry: 'server' | 'worker',
  environment: Record<string, string>,
): Promise<AppProcess> {
  return (await launch(entry, environment)).app;
}

async function launch(entry: 'server' | 'worker', environment: Record<string, string>) {
  const port = environment.PORT ?? String(await freePort());
  const child = spawn(process.execPath, [await builtEntry(entry)], {
    env: {
      PATH: process.env.PATH ?? '',
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
      ...environment,
      PORT: port,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  }
  const exited = once(child, 'exit');
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const end = async (signal: NodeJS.Signals) => {
    if (isRunning()) child.kill(signal);
    await exited;
  };
  const app: AppProcess = {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    lines,
    isRunning,
    exited: async () => {
      await exited;
      return child.exitCode;
    },
    kill: () => end('SIGKILL'),
    stop: async () => {
      await end('SIGTERM');
      return child.exitCode;
    },
  };
  return { app, child };
}

async function untilReady(url: string, child: ChildProcess, lines: readonly string[]): Promise<void> {
  const giveUpAt = Date.now() + START_PATIENCE_MS;
  for (;;) {
    const signal = AbortSignal.timeout(5_000);
    const response = await fetch(url, { signal }).catch((error: unknown) => String(error));
    if (typeof response !== 'string' && response.status === 200) return;
    if (child.exitCode !== null || Date.now() > giveUpAt) {
      child.kill('SIGKILL');
      const answer = typeof response === 'string' ? response : await response.text();
      throw new Error(`The app did not start: ${answer}\n${lines.slice(-20).join('\n')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
