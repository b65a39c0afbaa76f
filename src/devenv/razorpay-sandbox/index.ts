import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSandbox, createSandboxApp, type SandboxKeys } from './app.ts';
import { RazorpaySandboxClient } from './control/razorpay-sandbox-client.ts';

export { RazorpaySandboxClient } from './control/razorpay-sandbox-client.ts';
export type { AuthorizeInput, PayInput, Ledger, LedgerWebhook } from './control/control.routes.ts';
export type { MadePayment } from './control/pay-order.ts';
export type * from './core/entities.ts';
export type { SandboxSettings } from './core/store.ts';
export { signPayment, sign, type SignedPayment } from './core/entities.ts';
export type { FaultInput, FaultReport } from './faults.ts';
export type { LoggedRequest } from './faults.ts';
export type { WebhookRule, WebhookRuleInput } from './webhooks/webhook-sender.ts';

const HOST = '127.0.0.1';
const KEEP_ALIVE_MS = 65_000;

export interface RazorpaySandboxOptions extends SandboxKeys {
  /** Default: any free port. */
  readonly port?: number;
  /** The journal that stores the records between restarts. Without it they are lost. */
  readonly dataFile?: string;
  /** The webhook endpoint. Can be set later with `control.changeSettings`. */
  readonly webhookUrl?: string;
  /** Called with one line per action of the sandbox. */
  readonly log?: (line: string) => void;
}

export interface RazorpaySandbox {
  /** The origin of the API and of checkout.js. */
  readonly url: string;
  readonly port: number;
  readonly control: RazorpaySandboxClient;
  /** Closes all connections and the journal. */
  stop(): Promise<void>;
}

/** Starts a server that behaves like Razorpay, on the loopback interface. @throws Error if the port is taken */
export async function startRazorpaySandbox(options: RazorpaySandboxOptions): Promise<RazorpaySandbox> {
  const sandbox = createSandbox(options);
  const server = createServer(createSandboxApp(sandbox));
  // Longer than clients keep their sockets open, so that none is closed during a request.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const release = (): void => {
    sandbox.faults.clear();
    sandbox.webhooks.stop();
    sandbox.refunds.stop();
    sandbox.store.close();
  };
  const port = await listen(server, options.port ?? 0).catch((error: unknown) => {
    release();
    throw error;
  });
  const url = `http://${HOST}:${port}`;
  options.log?.(`Razorpay sandbox on ${url}`);
  return {
    url,
    port,
    control: new RazorpaySandboxClient(url),
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      release();
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: HOST, backlog: 2048 }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
