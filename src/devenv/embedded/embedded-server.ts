import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort, { portNumbers } from 'get-port';
import { type Db, MongoClient, MongoServerError } from 'mongodb';
import { type Report, silentReport } from '../report.ts';
import { PortTakenError, ServerProcess } from './server-process.ts';
import { findMongod, findRedisServer, majorOf } from './server-source.ts';

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
interface Placement {
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
async function startOnFreePort({ options, folderName, run }: StartPlan): Promise<EmbeddedServer> {
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

function asEmbeddedServer({ uri, process, placement, restart }: Running): EmbeddedServer {
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

const REPLICA_SET = 'sureslot';
const READY_TIMEOUT_MS = 30_000;
const TRY_TIMEOUT_MS = 250;
const NOT_YET_INITIALIZED = 94;
const FAIL_POINTS = ['--setParameter', 'enableTestCommands=1'];

interface ReplicaSetConfig {
  version: number;
  members: { host: string }[];
}

export interface MongoStartOptions extends StartOptions {
  /** Allows fail points, with which tests stop the server at a chosen command. */
  readonly failPoints?: boolean;
  /** Called when the process has been started. It takes a second more until it answers. */
  readonly onLaunch?: (() => void) | undefined;
}

/**
 * Starts a mongod as a one-node replica set in `<dataDir>/mongo-<major>`.
 * @throws DevenvError if there is none or it does not start
 */
export async function startMongo(options: MongoStartOptions = {}): Promise<EmbeddedServer> {
  const mongod = await findMongod(options.report ?? silentReport);
  const folderName = `mongo-${majorOf(mongod.version)}`;
  const more = options.failPoints ? FAIL_POINTS : [];
  const command = { file: mongod.file, more, onLaunch: options.onLaunch };
  return startOnFreePort({ options, folderName, run: (placement) => runMongod(command, placement) });
}

interface MongodCommand {
  readonly file: string;
  /** Additional arguments. */
  readonly more: readonly string[];
  readonly onLaunch: (() => void) | undefined;
}

async function runMongod(command: MongodCommand, placement: Placement): Promise<EmbeddedServer> {
  const { dataDir, port, disposable } = placement;
  const args = [...mongodArguments(placement), ...command.more];
  const process = await ServerProcess.launch({ file: command.file, args, dataDir, disposable });
  command.onLaunch?.();
  await process.ready(() => isPrimary(port), READY_TIMEOUT_MS);
  return asEmbeddedServer({
    uri: `mongodb://127.0.0.1:${port}/?replicaSet=${REPLICA_SET}`,
    process,
    placement,
    restart: () => runMongod(command, placement),
  });
}

/** Seconds. */
const FEW_OPEN_FILES = 'file_manager=(close_idle_time=20,close_scan_interval=5,close_handle_minimum=500)';

function mongodArguments({ dataDir, port }: Placement): string[] {
  const place = ['--dbpath', dataDir, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'];
  const engine = ['--storageEngine', 'wiredTiger', '--wiredTigerCacheSizeGB', '0.25'];
  const replication = ['--replSet', REPLICA_SET, '--oplogSize', '64'];
  // There is no other node to hand over to, so a stop need not wait 15 s for one.
  const quickStop = ['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'];
  // Each collection and index is a file. By default MongoDB keeps it open for ten minutes after its last use, but the
  // system limits open files.
  const fewOpenFiles = ['--wiredTigerEngineConfigString', FEW_OPEN_FILES];
  const noDiagnostics = ['--setParameter', 'diagnosticDataCollectionEnabled=false', '--quiet'];
  return [...place, ...engine, ...replication, ...quickStop, ...fewOpenFiles, ...noDiagnostics];
}

/** One attempt: connects, starts the replica set if needed, and asks whether the node is primary. */
async function isPrimary(port: number): Promise<boolean> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: TRY_TIMEOUT_MS,
  });
  try {
    const admin = client.db('admin');
    const hello = await admin.command({ hello: 1 });
    if (hello.isWritablePrimary === true) return true;
    await configureReplicaSet(admin, `127.0.0.1:${port}`);
    return false;
  } finally {
    await client.close();
  }
}

async function configureReplicaSet(admin: Db, host: string): Promise<void> {
  const config = await readConfig(admin);
  if (!config) {
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members: [{ _id: 0, host }] } });
  } else if (config.members[0]?.host !== host) {
    // The data was last served on another port, so the new address must be set by force.
    const moved = { ...config, version: config.version + 1, members: [{ ...config.members[0], host }] };
    await admin.command({ replSetReconfig: moved, force: true });
  }
}

async function readConfig(admin: Db): Promise<ReplicaSetConfig | undefined> {
  try {
    return (await admin.command({ replSetGetConfig: 1 })).config as ReplicaSetConfig;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === NOT_YET_INITIALIZED) return undefined;
    throw error;
  }
}

const PING_TIMEOUT_MS = 1000;

/**
 * Starts Redis or Valkey with its append-only file in `<dataDir>/redis-<major>`.
 * @throws DevenvError if there is none or it does not start
 */
export async function startRedis(options: StartOptions = {}): Promise<EmbeddedServer> {
  const server = await findRedisServer(options.report ?? silentReport);
  const folderName = `${server.product}-${majorOf(server.version)}`;
  return startOnFreePort({ options, folderName, run: (placement) => runRedis(server.file, placement) });
}

async function runRedis(file: string, placement: Placement): Promise<EmbeddedServer> {
  const { dataDir, port, disposable } = placement;
  const process = await ServerProcess.launch({ file, args: redisArguments(placement), dataDir, disposable });
  await process.ready(() => answersPing(port), READY_TIMEOUT_MS);
  return asEmbeddedServer({
    uri: `redis://127.0.0.1:${port}`,
    process,
    placement,
    restart: () => runRedis(file, placement),
  });
}

function redisArguments({ dataDir, port }: Placement): string[] {
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dataDir, '--daemonize', 'no'];
  return [...place, '--appendonly', 'yes', '--save', ''];
}

/** False also while it is loading its data. */
async function answersPing(port: number): Promise<boolean> {
  const socket = createConnection({ port, host: '127.0.0.1' });
  try {
    socket.write('PING\r\n');
    const [answer] = (await once(socket, 'data', { signal: AbortSignal.timeout(PING_TIMEOUT_MS) })) as [
      Buffer,
    ];
    return answer.toString().startsWith('+PONG');
  } finally {
    socket.destroy();
  }
}
