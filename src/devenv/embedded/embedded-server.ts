import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import type { Report } from '../report.ts';
import { PortTakenError, type ServerProcess } from './server-process.ts';

const LOOPBACK = '127.0.0.1';
const MAX_PORTS_TRIED = 3;

export interface StartOptions {
  /** The folder of the server's data; without it a throw-away one in the system's temporary folder. */
  readonly dataDir?: string;
  /** Used when it is free; another one otherwise. */
  readonly port?: number | undefined;
  readonly report?: Report;
}

/** A running server of our own on 127.0.0.1. */
export interface EmbeddedServer {
  readonly uri: string;
  readonly pid: number;
  readonly port: number;
  readonly dataDir: string;
  /** Ends it cleanly; a throw-away data folder is removed. */
  stop(): Promise<void>;
  /** Sends the server a signal; after SIGKILL resolves only when it is gone. The data stays. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** After its end: the same server again, on the same port and data. */
  restart(): Promise<EmbeddedServer>;
}

/** Where and on what a server runs; the same again at a restart. */
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

/** Runs a server on the port asked for or a free one; on another one if somebody takes that first. */
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

/** The preferred port if it is free on this machine's loopback address, else any free one. */
export function freePort(preferred?: number): Promise<number> {
  return getPort({ ...(preferred === undefined ? {} : { port: preferred }), host: LOOPBACK });
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

/** The outside of a server that answers. */
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
      // The guardian removes it too, but not if the server was killed before.
      if (disposable) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
