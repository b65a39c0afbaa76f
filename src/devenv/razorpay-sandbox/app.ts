import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import ejs from 'ejs';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { apiRoutes, authenticate } from './api/api.routes.ts';
import { checkoutRoutes } from './checkout/window.routes.ts';
import { controlRoutes } from './control/control.routes.ts';
import { RazorpaySandboxClient } from './control/razorpay-sandbox-client.ts';
import { ApiError } from './core/errors.ts';
import { Orders } from './core/orders.ts';
import { Payments } from './core/payments.ts';
import { IdempotentRefunds, Refunds } from './core/refunds.ts';
import { defaultSettings, type SandboxSettings, SandboxStore } from './core/store.ts';
import { dashboardRoutes } from './dashboard/dashboard.routes.ts';
import { FaultRules, injectFaults, RequestLog } from './faults.ts';
import { WebhookSender } from './webhooks/webhook-sender.ts';
import { projectFolder } from '../../shared/project-folder.ts';

export interface SandboxKeys {
  readonly keyId: string;
  readonly keySecret: string;
  readonly webhookSecret: string;
}

/** The parts of the sandbox. */
export interface Sandbox {
  readonly keys: SandboxKeys;
  readonly settings: SandboxSettings;
  readonly store: SandboxStore;
  readonly orders: Orders;
  readonly payments: Payments;
  readonly refunds: Refunds;
  readonly idempotentRefunds: IdempotentRefunds;
  readonly webhooks: WebhookSender;
  readonly faults: FaultRules;
  readonly requests: RequestLog;
}

function createSandbox(options: SandboxKeys & { dataFile?: string; webhookUrl?: string }): Sandbox {
  const { keyId, keySecret, webhookSecret } = options;
  const settings = defaultSettings(options.webhookUrl ?? null);
  const store = new SandboxStore(options.dataFile);
  const orders = new Orders(store);
  const webhooks = new WebhookSender(store, settings, webhookSecret);
  const payments = new Payments(store, orders, webhooks);
  const refunds = new Refunds(store, payments, webhooks, settings);
  return {
    keys: { keyId, keySecret, webhookSecret },
    settings,
    store,
    orders,
    payments,
    refunds,
    idempotentRefunds: new IdempotentRefunds(refunds, store, settings),
    webhooks,
    faults: new FaultRules(),
    requests: new RequestLog(),
  };
}

function createSandboxApp(sandbox: Sandbox): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.engine('ejs', ejs.renderFile as Parameters<typeof app.engine>[1]);
  app.set('view engine', 'ejs').set('views', join(projectFolder, 'src/devenv/razorpay-sandbox/views'));
  app.use(express.json({ limit: '1mb' }), express.urlencoded({ extended: true, limit: '1mb' }));
  app.use('/control', controlRoutes(sandbox));
  app.use(dashboardRoutes(sandbox));
  app.use(sandbox.requests.middleware());
  app.use(injectFaults(sandbox.faults));
  app.use('/v1', checkoutRoutes(sandbox));
  app.use('/v1', authenticate(sandbox.keys.keyId, sandbox.keys.keySecret), apiRoutes(sandbox));
  app.use(() => {
    throw new ApiError(404, 'The requested URL was not found on the server.', { reason: 'NA' });
  });
  app.use(showError);
  return app;
}

// eslint-disable-next-line no-restricted-syntax, @typescript-eslint/no-unused-vars -- Express knows an error handler by its four parameters
const showError: ErrorRequestHandler = (error: unknown, req, res, _next) => {
  const shown = error instanceof ApiError ? error : fromHttpError(error);
  res.status(shown.status);
  if (req.accepts(['json', 'html']) !== 'html') {
    res.json(shown.toBody());
    return;
  }
  const { cancel_url: backUrl = null } = (req.body ?? {}) as { cancel_url?: unknown };
  const isWebUrl = typeof backUrl === 'string' && /^https?:\/\//.test(backUrl);
  res.render('error', {
    title: 'This did not work',
    message: shown.message,
    backUrl: isWebUrl ? backUrl : null,
  });
};

/** Errors of the body parser have a status. Any other error is a fault of the sandbox. */
function fromHttpError(error: unknown): ApiError {
  const { status = 500, message = 'We are facing some trouble completing your request at the moment.' } =
    error as { status?: number; message?: string };
  return new ApiError(status, message, status < 500 ? {} : { code: 'SERVER_ERROR', reason: 'server_error' });
}

const HOST = '127.0.0.1';
const KEEP_ALIVE_MS = 65_000;

export interface RazorpaySandboxOptions extends SandboxKeys {
  /** Default: any free port. */
  readonly port?: number;
  /** The journal that stores the records between restarts. Without it they are lost. */
  readonly dataFile?: string;
  /** The webhook endpoint. Can be set later with `control.changeSettings`. */
  readonly webhookUrl?: string;
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
