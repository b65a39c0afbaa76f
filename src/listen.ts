import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds without a new connection after which no client is connecting. */
const QUIET_MS = 75;
/** If people keep connecting, the port is closed after this time, at a moment when the server is otherwise idle. */
const MAX_HOLD_MS = 1000;
const CALM_TURN_MS = 0.2;
/** If no such moment comes either. */
const MAX_WAIT_FOR_CALM_MS = 1000;
const IDLE_SWEEP_MS = 500;
/** Milliseconds that running requests have to finish; a request takes at most 10 s. */
const STOP_PATIENCE_MS = 12_000;

/** Steps of a stop that the caller adds. */
export interface StopSteps {
  /**
   * Resolves when new connections need no longer be served, because everybody has heard of the stop. Default: at once.
   */
  readonly drain?: () => Promise<void>;
  /** Runs after the port is closed, and before the waiting requests are answered. */
  readonly portClosed?: () => Promise<void>;
}

export interface ListeningServer {
  readonly port: number;
  /** Accepts no new connections, waits for the running requests, and then closes the remaining connections. */
  stop(steps?: StopSteps): Promise<void>;
}

/** @throws the system's error, such as EADDRINUSE, if the port is not available. */
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

/** Stops a server without breaking a connection that is open or being opened. */
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
    // Answers that had begun before the stop could not say that their connection ends.
    const sweep = setInterval(() => this.server.closeIdleConnections(), IDLE_SWEEP_MS);
    const cut = setTimeout(() => this.server.closeAllConnections(), STOP_PATIENCE_MS);
    await closed;
    clearInterval(sweep);
    clearTimeout(cut);
  }

  /**
   * When a port is closed, the system resets connections that are made but not accepted. A busy server always has some.
   * So requests are accepted but not handled until no more connections come, which leaves nothing to reset.
   */
  private async closeWhenQuiet(): Promise<void> {
    const giveUpAt = performance.now() + MAX_HOLD_MS;
    do {
      await sleep(QUIET_MS / 3);
      // Measured after a poll, which accepts pending connections: on a busy machine the last one may be long ago.
      await nextTurn();
    } while (performance.now() - this.lastConnectionAt < QUIET_MS && performance.now() < giveUpAt);
    // Closed here, so that nothing is left to do between the last poll and the close of the port.
    this.server.closeIdleConnections();
    await waitForIdleTurn();
    this.server.close();
  }
}

/**
 * Resolves right after a short turn of the event loop: earlier connections are accepted, and there are hardly any newer
 * ones.
 */
async function waitForIdleTurn(): Promise<void> {
  const giveUpAt = performance.now() + MAX_WAIT_FOR_CALM_MS;
  for (let turnAt = performance.now(); ; turnAt = performance.now()) {
    await nextTurn();
    const now = performance.now();
    if (now - turnAt < CALM_TURN_MS || now > giveUpAt) return;
  }
}

/** A kept-alive connection would delay the stop, and lose a request that arrives as it is cut. */
function endConnectionAfter(res: ServerResponse): void {
  if (!res.headersSent) res.setHeader('Connection', 'close');
}
