import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds without a new connection after which no client is connecting. */
const QUIET_MS = 75;
/** Where that never happens, because people keep coming, the port is closed in a moment in which nothing else is done. */
const MAX_HOLD_MS = 1000;
const CALM_TURN_MS = 0.2;
/** Where that never happens either. */
const MAX_WAIT_FOR_CALM_MS = 1000;
const IDLE_SWEEP_MS = 500;
/** Milliseconds that requests under way get to finish; a request itself takes 10 s at most. */
const STOP_PATIENCE_MS = 12_000;

/** What happens during a stop, for whoever knows more than the server. */
export interface StopSteps {
  /** Resolves when new connections need no longer be served: everybody has heard of the stop. Default: at once. */
  readonly drain?: () => Promise<void>;
  /** Once no more connections are taken, before those that wait are answered. */
  readonly portClosed?: () => Promise<void>;
}

export interface ListeningServer {
  readonly port: number;
  /** Takes no new connections, lets the requests under way finish, and then closes what is left. */
  stop(steps?: StopSteps): Promise<void>;
}

/**
 * Serves HTTP.
 * @throws the system's error, such as EADDRINUSE, when the port cannot be had.
 */
export async function listen(
  handler: RequestListener,
  { host, port }: { host: string; port: number },
): Promise<ListeningServer> {
  const server = createServer({ keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 30_000 });
  const stop = new Stop(server, handler);
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: (steps = {}) => stop.run(steps),
  };
}

/** Ends a server without breaking a connection that somebody has made, or is making. */
class Stop {
  private isStopping = false;
  private lastConnectionAt = 0;
  private release: Promise<void> | undefined;
  private readonly underWay = new Set<ServerResponse>();

  constructor(
    private readonly server: Server,
    handler: RequestListener,
  ) {
    server.on('connection', () => (this.lastConnectionAt = performance.now()));
    server.on('request', (req, res) => {
      this.underWay.add(res);
      res.once('close', () => this.underWay.delete(res));
      if (this.isStopping) endConnectionAfter(res);
      if (this.release) void this.release.then(() => handler(req, res));
      else handler(req, res);
    });
  }

  async run({ drain, portClosed }: StopSteps): Promise<void> {
    this.isStopping = true;
    this.underWay.forEach(endConnectionAfter);
    await drain?.();
    const closed = once(this.server, 'close');
    this.release = this.closeWhenQuiet().then(portClosed);
    await this.release;
    this.release = undefined;
    // For answers that had begun before the stop, and could not say that their connection ends.
    const sweep = setInterval(() => this.server.closeIdleConnections(), IDLE_SWEEP_MS);
    const cut = setTimeout(() => this.server.closeAllConnections(), STOP_PATIENCE_MS);
    await closed;
    clearInterval(sweep);
    clearTimeout(cut);
  }

  /**
   * The system resets connections that are made but not accepted when a port is closed. A server at work always has
   * some. So it takes requests without beginning on them until no more connections come, which leaves nothing to reset.
   */
  private async closeWhenQuiet(): Promise<void> {
    const giveUpAt = performance.now() + MAX_HOLD_MS;
    do {
      await sleep(QUIET_MS / 3);
      // After a poll, which accepts pending connections: on a busy machine the last one may be long ago.
      await nextTurn();
    } while (performance.now() - this.lastConnectionAt < QUIET_MS && performance.now() < giveUpAt);
    // Before, so that nothing is left to be done between the last poll and the close of the port.
    this.server.closeIdleConnections();
    await calmTurn();
    this.server.close();
  }
}

/** Resolves right after a turn of the event loop that was short: who came before it is accepted, and hardly anybody since. */
async function calmTurn(): Promise<void> {
  const giveUpAt = performance.now() + MAX_WAIT_FOR_CALM_MS;
  for (let turnAt = performance.now(); ; turnAt = performance.now()) {
    await nextTurn();
    const now = performance.now();
    if (now - turnAt < CALM_TURN_MS || now > giveUpAt) return;
  }
}

/** A connection that is kept alive would hold up the stop, and lose a request that arrives as it is cut. */
function endConnectionAfter(res: ServerResponse): void {
  if (!res.headersSent) res.setHeader('Connection', 'close');
}
