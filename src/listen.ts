import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds that requests under way get to finish; a request itself takes 10 s at most. */
const STOP_PATIENCE_MS = 12_000;

export interface ListeningServer {
  readonly port: number;
  /**
   * Lets the requests under way finish, takes no new connections, and then closes what is left.
   * @param graceMs milliseconds for which new connections are still served, so that nobody who has not heard of the
   * stop yet is turned away; every answer from now on closes its connection. Default 0.
   */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Serves HTTP.
 * @throws the system's error, such as EADDRINUSE, when the port cannot be had.
 */
export async function listen(
  handler: RequestListener,
  { host, port }: { host: string; port: number },
): Promise<ListeningServer> {
  const server = createServer(
    { keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 30_000 },
    handler,
  );
  let isStopping = false;
  // A connection that is kept alive would hold up the stop, and lose a request that arrives as it is cut.
  server.prependListener('request', (_req, res) => {
    if (isStopping) res.setHeader('Connection', 'close');
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async (graceMs = 0) => {
      isStopping = true;
      if (graceMs > 0) await sleep(graceMs);
      // Right after the poll that accepted all who were waiting: the system resets those who are not accepted yet.
      await nextTurn();
      const closed = once(server, 'close');
      server.close();
      const cut = setTimeout(() => server.closeAllConnections(), STOP_PATIENCE_MS);
      await closed;
      clearTimeout(cut);
    },
  };
}
