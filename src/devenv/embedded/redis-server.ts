import { once } from 'node:events';
import { createConnection } from 'node:net';
import { silentReport } from '../report.ts';
import {
  asEmbeddedServer,
  startOnFreePort,
  type EmbeddedServer,
  type Placement,
  type StartOptions,
} from './embedded-server.ts';
import { findRedisServer } from './find-server.ts';
import { ServerProcess } from './server-process.ts';
import { majorOf } from './server-source.ts';

const READY_TIMEOUT_MS = 30_000;
const PING_TIMEOUT_MS = 1000;

/** Starts a Redis or Valkey with its append-only file in `<dataDir>/redis-<major>`. @throws DevenvError when there is none or it does not start. */
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

/** False too while it still loads its data. */
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
