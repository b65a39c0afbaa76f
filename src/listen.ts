import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Milliseconds that requests under way get to finish; a request itself takes 10 s at most. */
const STOP_PATIENCE_MS = 15_000;

export interface ListeningServer {
  readonly port: number;
  /** Takes no new connections, lets the requests under way finish, and then closes what is left. */
  stop(): Promise<void>;
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
    stop: async () => {
      isStopping = true;
      const closed = once(server, 'close');
      server.close();
      const cut = setTimeout(() => {
        server.closeAllConnections();
      }, STOP_PATIENCE_MS);
      await closed;
      clearTimeout(cut);
    },
  };
}
