import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { DevenvError } from '../report.ts';
import { projectFolder } from '../../shared/project-folder.ts';
import type { InstalledServer } from './server-source.ts';

const GUARDIAN = join(projectFolder, 'src/devenv/embedded/guardian.sh');
const CLEAN_STOP_SECONDS = 15;
const PREDECESSOR_TIMEOUT_MS = (CLEAN_STOP_SECONDS + 5) * 1000;
const LAUNCH_TIMEOUT_MS = 10_000;
const POLL_MS = 25;
const SHOWN_LOG_LINES = 8;

/** Thrown if another program took the port before the server started. */
export class PortTakenError extends DevenvError {}

export interface LaunchOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly dataDir: string;
  /** The server is killed at once and its folder removed when the parent stops it or dies. */
  readonly disposable: boolean;
}

/** A server that ends with this process. */
export class ServerProcess {
  readonly pid: number;
  readonly exited: Promise<void>;
  readonly #guardian: ChildProcess;
  readonly #file: string;
  readonly #logFile: string;

  private constructor(options: { pid: number; guardian: ChildProcess; file: string; logFile: string }) {
    this.pid = options.pid;
    this.#guardian = options.guardian;
    this.#file = options.file;
    this.#logFile = options.logFile;
    this.exited = this.hasExited ? Promise.resolve() : once(options.guardian, 'exit').then(() => undefined);
  }

  /** Starts the server under its guardian, after an earlier server has released the data folder. */
  static async launch({ file, args, dataDir, disposable }: LaunchOptions): Promise<ServerProcess> {
    await serverGone(dataDir);
    const logFile = join(dataDir, 'server.log');
    const stopSeconds = disposable ? '0' : String(CLEAN_STOP_SECONDS);
    const scratch = disposable ? dataDir : '';
    // Detached, so that Ctrl-C in the terminal reaches only this process, which then stops its servers in order.
    const guardian = spawn('/bin/sh', [GUARDIAN, stopSeconds, scratch, logFile, file, ...args], {
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    // A guardian that ended with its server accepts no more input.
    guardian.stdin.on('error', () => undefined);
    const pid = await firstLine(guardian.stdout);
    await writeFile(pidFile(dataDir), pid);
    return new ServerProcess({ pid: Number(pid), guardian, file, logFile });
  }

  get hasExited(): boolean {
    return this.#guardian.exitCode !== null || this.#guardian.signalCode !== null;
  }

  /** Stops the server, cleanly unless its data is disposable. */
  async stop(): Promise<void> {
    this.#guardian.stdin?.end();
    await this.exited;
  }

  /** Sends a signal. After SIGKILL, resolves when the server has ended. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    if (this.hasExited) return;
    process.kill(this.pid, signal);
    if (signal === 'SIGKILL') await this.exited;
  }

  /** Polls until the server answers. @throws DevenvError with the end of its log if it exits or the time is up */
  async ready(isReady: () => Promise<boolean>, timeoutMs: number): Promise<void> {
    const end = Date.now() + timeoutMs;
    while (!this.hasExited && Date.now() < end) {
      if (await isReady().catch(() => false)) return;
      await pause(POLL_MS);
    }
    const what = this.hasExited ? 'ended at once' : `did not answer within ${timeoutMs / 1000} s`;
    const log = await readFile(this.#logFile, 'utf8');
    await this.stop();
    const lastLines = log.trim().split('\n').slice(-SHOWN_LOG_LINES).join('\n');
    const Fault = /address already in use/i.test(log) ? PortTakenError : DevenvError;
    throw new Fault(`${this.#file} ${what}. The end of ${this.#logFile}:\n${lastLines}`);
  }
}

async function firstLine(stream: Readable): Promise<string> {
  const lines = createInterface(stream);
  const [line] = (await once(lines, 'line', { signal: AbortSignal.timeout(LAUNCH_TIMEOUT_MS) })) as [string];
  lines.close();
  return line;
}

function pidFile(dataDir: string): string {
  return join(dataDir, 'server.pid');
}

/** After a crash, the guardian of the last run may still be stopping its server. */
export async function serverGone(dataDir: string): Promise<void> {
  const pid = Number(await readFile(pidFile(dataDir), 'utf8').catch(() => ''));
  const end = Date.now() + PREDECESSOR_TIMEOUT_MS;
  while (pid > 0 && /mongod|(redis|valkey)-server/.test((await commandOf(pid)) ?? '')) {
    if (Date.now() > end)
      throw new DevenvError(`Process ${pid} still uses ${dataDir}. End it and start again.`);
    await pause(POLL_MS);
  }
}

const run = promisify(execFile);

/** The command line of a running process; undefined if there is none with this id. */
export async function commandOf(pid: number): Promise<string | undefined> {
  if (!isAlive(pid)) return undefined;
  // Slim Linux images have no ps.
  const text = process.platform === 'linux' ? await fromProc(pid) : await fromPs(pid);
  return text === '' ? undefined : text;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function fromProc(pid: number): Promise<string> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.replaceAll('\0', ' ').trim();
}

async function fromPs(pid: number): Promise<string> {
  const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.trim();
}

const VERSION_TIMEOUT_MS = 10_000;

/** Runs `<file> --version`. @throws if it does not run or prints no version */
export async function askVersion(file: string): Promise<InstalledServer> {
  const { stdout } = await run(file, ['--version'], { timeout: VERSION_TIMEOUT_MS });
  const version = /\bv=?(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`${file} --version printed no version`);
  return { file, product: productOf(stdout), version };
}

function productOf(versionText: string): InstalledServer['product'] {
  if (/valkey/i.test(versionText)) return 'valkey';
  return /redis/i.test(versionText) ? 'redis' : 'mongod';
}
