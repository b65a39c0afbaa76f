import { Router } from 'express';
import * as z from 'zod';
import {
  type Actions,
  addActions,
  idOf,
  newRefundSchema,
  notesSchema,
  parseRequest,
} from '../api/api.routes.ts';
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
import { webhookRuleSchema } from '../webhooks/webhook-rules.ts';
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
  return addActions(Router(), {
    ...moneyActions(sandbox),
    ...webhookActions(sandbox),
    ...faultActions(sandbox),
    ...recordActions(sandbox),
  });
}

function moneyActions(sandbox: Sandbox): Actions {
  const { orders, payments, refunds } = sandbox;
  return {
    'post /orders/:id/pay': (req) => payOrder(sandbox, idOf(req), parseRequest(paySchema, req.body)),
    'post /orders/:id/backdate': (req) =>
      orders.backdate(idOf(req), parseRequest(backdateSchema, req.body).seconds),
    'post /payments/:id/authorize': (req) => {
      const { capture, webhooks } = parseRequest(authorizeSchema, req.body);
      const authorized = payments.authorize(payments.get(idOf(req)), { lost: !webhooks });
      return capture ? payments.capture(authorized, { lost: !webhooks }) : authorized;
    },
    'post /payments/:id/capture': (req) => {
      const { webhooks } = parseRequest(webhooksOnlySchema, req.body);
      return payments.capture(payments.get(idOf(req)), { lost: !webhooks });
    },
    'post /payments/:id/refund': (req) => refunds.create(idOf(req), parseRequest(newRefundSchema, req.body)),
    'post /payments/:id/dispute': (req) =>
      disputePayment(sandbox, idOf(req), parseRequest(disputeSchema, req.body)),
    'post /refunds/:id/settle': (req) =>
      refunds.settle(idOf(req), parseRequest(settleSchema, req.body).status),
  };
}

function webhookActions({ webhooks, store }: Sandbox): Actions {
  return {
    'post /webhooks/pause': () => {
      webhooks.pause();
      return { paused: true };
    },
    'post /webhooks/resume': (req) => {
      webhooks.resume(parseRequest(resumeSchema, req.body).seed);
      return { paused: false };
    },
    'post /webhooks/:id/repeat': (req) => {
      webhooks.repeat(idOf(req), parseRequest(repeatSchema, req.body).times);
      return store.deliveries.get(idOf(req)) ?? {};
    },
    'post /webhook-rules': (req) => webhooks.rules.add(parseRequest(webhookRuleSchema, req.body)),
    'delete /webhook-rules': () => {
      webhooks.rules.clear();
      return {};
    },
  };
}

function faultActions({ faults }: Sandbox): Actions {
  return {
    'get /faults': () => ({ items: faults.list() }),
    'post /faults': (req) => {
      const fault = parseRequest(faultSchema, req.body);
      if (!isPattern(fault.path)) throw badRequest('The path is not a regular expression', { field: 'path' });
      return faults.add(fault);
    },
    'post /faults/:id/release': (req) => {
      const rule = faults.get(idOf(req));
      if (!rule) throw unknownId();
      rule.release();
      return rule.report();
    },
    'delete /faults': () => {
      faults.clear();
      return {};
    },
  };
}

function recordActions({ requests, settings, store }: Sandbox): Actions {
  return {
    'get /ledger': () => readLedger(store),
    'get /requests': () => ({ items: requests.list() }),
    'delete /requests': () => {
      requests.clear();
      return {};
    },
    'get /settings': () => settings,
    'patch /settings': (req) =>
      Object.assign(settings, parseRequest(settingsSchema.partial().strict(), req.body)),
  };
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
