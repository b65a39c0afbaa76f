import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort, { portNumbers } from 'get-port';
import type { Report } from '../report.ts';
import { PortTakenError, type ServerProcess } from './server-process.ts';

const LOOPBACK = '127.0.0.1';
const MAX_PORTS_TRIED = 3;

export interface StartOptions {
  /** The data folder. Default: a temporary one. */
  readonly dataDir?: string;
  /** Used if it is free, otherwise another one. */
  readonly port?: number | undefined;
  readonly report?: Report;
}

/** An embedded server on 127.0.0.1. */
export interface EmbeddedServer {
  readonly uri: string;
  readonly pid: number;
  readonly port: number;
  readonly dataDir: string;
  /** Stops it cleanly, and removes a temporary data folder. */
  stop(): Promise<void>;
  /** Sends a signal. After SIGKILL, resolves when the process has ended. The data stays. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts the stopped server again on the same port and data. */
  restart(): Promise<EmbeddedServer>;
}

/** The port and data of a server, kept for restarts. */
export interface Placement {
  readonly dataDir: string;
  readonly disposable: boolean;
  readonly port: number;
}

interface StartPlan {
  readonly options: StartOptions;
  readonly folderName: string;
  readonly run: (placement: Placement) => Promise<EmbeddedServer>;
}

/** Runs a server on the requested port or a free one, and tries another one if the port is taken meanwhile. */
export async function startOnFreePort({ options, folderName, run }: StartPlan): Promise<EmbeddedServer> {
  const disposable = options.dataDir === undefined;
  for (let attempt = 1; ; attempt += 1) {
    const dataDir = disposable ? await throwAwayFolder() : join(options.dataDir, folderName);
    const port = await freePort(attempt === 1 ? options.port : undefined);
    try {
      await mkdir(dataDir, { recursive: true });
      return await run({ dataDir, disposable, port });
    } catch (error) {
      if (disposable) await rm(dataDir, { recursive: true, force: true });
      if (!(error instanceof PortTakenError) || attempt === MAX_PORTS_TRIED) throw error;
    }
  }
}

/**
 * Systems give higher ports to outgoing connections, which could take that of a stopped server before it starts again.
 */
const FIRST_PORT = 10_000;
const LAST_PORT = 20_000;
const TRIED_PORTS = 400;

/** The preferred port if it is free on the loopback address, otherwise any free one. */
export function freePort(preferred?: number): Promise<number> {
  const from = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT - TRIED_PORTS));
  const others = portNumbers(from, from + TRIED_PORTS);
  return getPort({ port: preferred === undefined ? others : [preferred, ...others], host: LOOPBACK });
}

function throwAwayFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'sureslot-'));
}

interface Running {
  readonly uri: string;
  readonly process: ServerProcess;
  readonly placement: Placement;
  readonly restart: () => Promise<EmbeddedServer>;
}

export function asEmbeddedServer({ uri, process, placement, restart }: Running): EmbeddedServer {
  const { port, dataDir, disposable } = placement;
  return {
    uri,
    port,
    dataDir,
    pid: process.pid,
    restart,
    kill: (signal) => process.kill(signal),
    stop: async () => {
      await process.stop();
      // The guardian removes it, too, but not if the server was killed before.
      if (disposable) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
