import { type Request, type RequestHandler, Router } from 'express';
import * as z from 'zod';
import { newRefundSchema, notesSchema, parseRequest } from '../api/api.routes.ts';
import type { Sandbox } from '../app.ts';
import {
  type Delivery,
  omit,
  type OrderRecord,
  type Payment,
  type Refund,
  type WebhookEvent,
} from '../core/entities.ts';
import { badRequest, unknownId } from '../core/errors.ts';
import { type SandboxStore, settingsSchema } from '../core/store.ts';
import { faultSchema } from '../faults.ts';
import { webhookRuleSchema } from '../webhooks/webhook-sender.ts';
import { disputePayment, payOrder } from './pay-order.ts';

export const paySchema = z.strictObject({
  outcome: z.enum(['captured', 'authorized', 'failed', 'created', 'pending']).default('captured'),
  method: z.enum(['netbanking', 'card', 'upi']).optional(),
  /** In paise. Default: the order's amount. */
  amount: z.int().min(1).optional(),
  currency: z.string().length(3).optional(),
  notes: notesSchema.optional(),
  /** If false, the events are recorded as lost. `repeatWebhook` can send them later. */
  webhooks: z.boolean().default(true),
  /** Also pays an order that already has a successful payment. */
  force: z.boolean().default(false),
});
export type PayInput = z.input<typeof paySchema>;

export const authorizeSchema = z.strictObject({
  /** Also captures the payment. */
  capture: z.boolean().default(false),
  webhooks: z.boolean().default(true),
});
export type AuthorizeInput = z.input<typeof authorizeSchema>;

export const disputeSchema = z.strictObject({
  event: z.enum(['created', 'under_review', 'action_required', 'won', 'lost', 'closed']).default('created'),
  /** The id of an earlier event about the same dispute. */
  id: z.string().optional(),
});
export type DisputeInput = z.input<typeof disputeSchema>;

export const webhooksOnlySchema = z.strictObject({ webhooks: z.boolean().default(true) });
export const settleSchema = z.strictObject({ status: z.enum(['processed', 'failed']) });
export const backdateSchema = z.strictObject({ seconds: z.int().min(0) });
export const repeatSchema = z.strictObject({ times: z.int().min(1).default(1) });
export const resumeSchema = z.strictObject({ seed: z.int().optional() });

/** An event with its delivery. */
export interface LedgerWebhook extends Omit<WebhookEvent, 'body'>, Pick<Delivery, 'status' | 'attempts'> {}

/** All records, oldest first, to compare with the application's. */
export interface Ledger {
  readonly orders: readonly OrderRecord[];
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
  readonly webhooks: readonly LedgerWebhook[];
}

export function readLedger(store: SandboxStore): Ledger {
  const webhooks = store.events.all().map((event): LedgerWebhook => {
    const { status, attempts } = store.deliveries.get(event.id) ?? { status: 'lost' as const, attempts: [] };
    return { ...omit(event, 'body'), status, attempts };
  });
  return {
    orders: store.orders.all(),
    payments: store.payments.all(),
    refunds: store.refunds.all(),
    webhooks,
  };
}

/** The actions of tests and of the dashboard. JSON, without a key, on the loopback interface only. */
export function controlRoutes(sandbox: Sandbox): Router {
  const router = Router();
  moneyRoutes(router, sandbox);
  webhookRoutes(router, sandbox);
  faultRoutes(router, sandbox);
  recordRoutes(router, sandbox);
  return router;
}

function moneyRoutes(router: Router, sandbox: Sandbox): void {
  const { orders, payments, refunds } = sandbox;
  router.post(
    '/orders/:id/pay',
    answer((req) => payOrder(sandbox, idOf(req), parseRequest(paySchema, req.body))),
  );
  router.post(
    '/orders/:id/backdate',
    answer((req) => orders.backdate(idOf(req), parseRequest(backdateSchema, req.body).seconds)),
  );
  router.post(
    '/payments/:id/authorize',
    answer((req) => {
      const { capture, webhooks } = parseRequest(authorizeSchema, req.body);
      const authorized = payments.authorize(payments.get(idOf(req)), { lost: !webhooks });
      return capture ? payments.capture(authorized, { lost: !webhooks }) : authorized;
    }),
  );
  router.post(
    '/payments/:id/capture',
    answer((req) => {
      const { webhooks } = parseRequest(webhooksOnlySchema, req.body);
      return payments.capture(payments.get(idOf(req)), { lost: !webhooks });
    }),
  );
  router.post(
    '/payments/:id/refund',
    answer((req) => refunds.create(idOf(req), parseRequest(newRefundSchema, req.body))),
  );
  router.post(
    '/payments/:id/dispute',
    answer((req) => disputePayment(sandbox, idOf(req), parseRequest(disputeSchema, req.body))),
  );
  router.post(
    '/refunds/:id/settle',
    answer((req) => refunds.settle(idOf(req), parseRequest(settleSchema, req.body).status)),
  );
}

function webhookRoutes(router: Router, { webhooks, store }: Sandbox): void {
  router.post(
    '/webhooks/pause',
    answer(() => {
      webhooks.pause();
      return { paused: true };
    }),
  );
  router.post(
    '/webhooks/resume',
    answer((req) => {
      webhooks.resume(parseRequest(resumeSchema, req.body).seed);
      return { paused: false };
    }),
  );
  router.post(
    '/webhooks/:id/repeat',
    answer((req) => {
      webhooks.repeat(idOf(req), parseRequest(repeatSchema, req.body).times);
      return store.deliveries.get(idOf(req)) ?? {};
    }),
  );
  router.post(
    '/webhooks/:id/lose',
    answer((req) => webhooks.lose(idOf(req))),
  );
  router.get(
    '/webhook-rules',
    answer(() => ({ items: webhooks.rules.list() })),
  );
  router.post(
    '/webhook-rules',
    answer((req) => webhooks.rules.add(parseRequest(webhookRuleSchema, req.body))),
  );
  router.delete(
    '/webhook-rules',
    answer(() => {
      webhooks.rules.clear();
      return {};
    }),
  );
}

function faultRoutes(router: Router, { faults }: Sandbox): void {
  router.get(
    '/faults',
    answer(() => ({ items: faults.list() })),
  );
  router.post(
    '/faults',
    answer((req) => {
      const fault = parseRequest(faultSchema, req.body);
      if (!isPattern(fault.path)) throw badRequest('The path is not a regular expression', { field: 'path' });
      return faults.add(fault);
    }),
  );
  router.post(
    '/faults/:id/release',
    answer((req) => {
      const rule = faults.get(idOf(req));
      if (!rule) throw unknownId();
      rule.release();
      return rule.report();
    }),
  );
  router.delete(
    '/faults',
    answer(() => {
      faults.clear();
      return {};
    }),
  );
}

function recordRoutes(router: Router, sandbox: Sandbox): void {
  router.get(
    '/ledger',
    answer(() => readLedger(sandbox.store)),
  );
  router.get(
    '/requests',
    answer(() => ({ items: sandbox.requests.list() })),
  );
  router.delete(
    '/requests',
    answer(() => {
      sandbox.requests.clear();
      return {};
    }),
  );
  router.get(
    '/settings',
    answer(() => sandbox.settings),
  );
  router.patch(
    '/settings',
    answer((req) =>
      Object.assign(sandbox.settings, parseRequest(settingsSchema.partial().strict(), req.body)),
    ),
  );
}

function answer(handle: (req: Request) => object): RequestHandler {
  return (req, res) => {
    res.json(handle(req));
  };
}

function idOf(req: Request): string {
  return String(req.params.id);
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
