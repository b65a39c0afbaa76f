import { createHash, timingSafeEqual } from 'node:crypto';
import { type Request, type RequestHandler, Router } from 'express';
import * as z from 'zod';
import type { Sandbox } from '../app.ts';
import type { Notes, OrderRecord } from '../core/entities.ts';
import { ApiError, badRequest } from '../core/errors.ts';
import { presentOrder } from '../core/orders.ts';

const MINIMUM = 100;
const CURRENCY = /^[A-Z]{3}$/;

/** In paise, as a number or as digits, because form bodies contain text. */
const amount = z
  .unknown()
  .refine((value) => value !== undefined && value !== null && value !== '', {
    error: 'The amount field is required.',
  })
  .transform((value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value))
  .pipe(
    z
      .int({ error: 'The amount must be an integer.' })
      .min(MINIMUM, { error: 'The amount must be at least INR 1.00' })
      .max(50_000_000_00, { error: 'Amount exceeds maximum amount allowed.' }),
  );

const currency = z
  .string({ error: 'The currency field is required.' })
  .regex(CURRENCY, { error: 'The currency should be a 3 letter code.' })
  .refine((code) => code === 'INR', { error: 'Currency is not supported' });

const receipt = z
  .string({ error: 'The receipt must be a string.' })
  .max(40, { error: 'The receipt may not be greater than 40 characters.' })
  .nullish()
  .transform((text) => text ?? null);

const noteValue = z
  .union([z.string(), z.number().transform(String)], { error: 'notes must be text.' })
  .refine((text) => text.length <= 256, { error: 'The notes value may not be greater than 256 characters.' });

export const notesSchema = z
  .union([z.tuple([]), z.record(z.string().max(256), noteValue)], {
    error: 'notes should be an object of at most 256 characters each',
  })
  .nullish()
  .refine((notes) => Object.keys(notes ?? {}).length <= 15, {
    error: 'Number of fields in notes should be less than or equal to 15',
  })
  .transform((notes): Notes => (notes && Object.keys(notes).length > 0 ? notes : []));

const flag = z
  .union([z.boolean(), z.literal(['0', '1', 0, 1, 'true', 'false'])])
  .transform((value) => value === true || value === 1 || value === '1' || value === 'true');

const captureMode = z
  .looseObject({ capture: z.enum(['automatic', 'manual']).optional() })
  .optional()
  .transform((payment) => payment?.capture ?? 'automatic');

export const newOrderSchema = z
  .strictObject({
    amount,
    currency,
    receipt,
    notes: notesSchema,
    unique_receipt: flag.default(false),
    payment_capture: flag.optional(),
    payment: captureMode,
  })
  .transform((body) => ({
    amount: body.amount,
    currency: body.currency,
    receipt: body.receipt,
    notes: body.notes,
    uniqueReceipt: body.unique_receipt,
    captureMode: body.payment_capture === false ? ('manual' as const) : body.payment,
  }));

export const captureSchema = z.object({ amount, currency: currency.default('INR') });

export const newRefundSchema = z
  .strictObject({
    amount: amount.optional(),
    speed: z
      .enum(['normal', 'optimum'], { error: 'The speed should be normal or optimum.' })
      .default('normal'),
    notes: notesSchema,
    receipt,
  })
  .transform(({ amount: paise, ...rest }) => (paise === undefined ? rest : { ...rest, amount: paise }));

const whole = (name: string, min: number, max: number) =>
  z.coerce
    .number({ error: `The ${name} must be an integer.` })
    .int({ error: `The ${name} must be an integer.` })
    .min(min, { error: `The ${name} must be at least ${min}.` })
    .max(max, { error: `The ${name} may not be greater than ${max}.` });

const LATEST_SECOND = 4_765_046_400;

export const listSchema = z.object({
  from: whole('from', 0, LATEST_SECOND).default(0),
  to: whole('to', 0, LATEST_SECOND).default(LATEST_SECOND),
  count: whole('count', 1, 100).default(10),
  skip: whole('skip', 0, 1_000_000_000).default(0),
});

export const orderListSchema = listSchema.extend({
  receipt: z.string().optional(),
  authorized: flag.optional(),
});

/** @throws ApiError for the first error, as Razorpay does */
export function parseRequest<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input ?? {});
  if (result.success) return result.data;
  throw refusal(result.error);
}

function refusal({ issues: [issue] }: z.ZodError): ApiError {
  if (issue?.code === 'unrecognized_keys') {
    return badRequest(`${issue.keys.join(', ')} is/are not required and should not be sent`);
  }
  const field = issue?.path[0];
  return badRequest(
    issue?.message ?? 'The request is invalid',
    field === undefined ? {} : { field: String(field) },
  );
}

/** The API under /v1, with basic authentication. */
export function apiRoutes(sandbox: Sandbox): Router {
  return addActions(Router(), {
    ...orderActions(sandbox),
    ...paymentActions(sandbox),
    ...refundActions(sandbox),
  });
}

function orderActions({ orders, store }: Sandbox): Actions {
  return {
    'post /orders': (req) => presentOrder(orders.create(parseRequest(newOrderSchema, req.body))),
    'get /orders': (req) => {
      const { receipt, authorized, ...page } = parseRequest(orderListSchema, req.query);
      const isWanted = ({ id }: OrderRecord) =>
        authorized === undefined || orders.hasSuccessfulPayment(id) === authorized;
      if (receipt === undefined) {
        return collectionOf(store.orders.page({ ...page, where: isWanted }).map(presentOrder));
      }
      const found = store.orders
        .of(receipt)
        .filter((order) => isWanted(order) && order.created_at >= page.from && order.created_at <= page.to)
        .reverse();
      return collectionOf(found.slice(page.skip, page.skip + page.count).map(presentOrder));
    },
    'get /orders/:id': (req) => orders.show(idOf(req)),
    'get /orders/:id/payments': (req) =>
      collectionOf(store.payments.of(orders.get(idOf(req)).id).toReversed()),
  };
}

function paymentActions({ payments, store }: Sandbox): Actions {
  return {
    'get /payments': (req) => collectionOf(store.payments.page(parseRequest(listSchema, req.query))),
    'get /payments/:id': (req) => payments.get(idOf(req)),
    'post /payments/:id/capture': (req) => {
      const payment = payments.get(idOf(req));
      const { amount, currency } = parseRequest(captureSchema, req.body);
      if (payment.status === 'authorized' && (amount !== payment.amount || currency !== payment.currency)) {
        throw badRequest('Capture amount must be equal to the amount authorized', { field: 'amount' });
      }
      return payments.capture(payment);
    },
  };
}

function refundActions({ payments, refunds, idempotentRefunds, store }: Sandbox): Actions {
  return {
    'post /payments/:id/refund': (req) => {
      const { id: paymentId } = payments.get(idOf(req));
      const refund = parseRequest(newRefundSchema, req.body);
      const key = req.get('x-refund-idempotency');
      return idempotentRefunds.create(key, { paymentId, body: req.body as unknown, refund });
    },
    'get /payments/:id/refunds': (req) =>
      collectionOf(store.refunds.of(payments.get(idOf(req)).id).toReversed()),
    'get /refunds': (req) => collectionOf(store.refunds.page(parseRequest(listSchema, req.query))),
    'get /refunds/:id': (req) => refunds.get(idOf(req)),
  };
}

type Method = 'get' | 'post' | 'patch' | 'delete';

/** By method and path. The result is the JSON of the answer. */
export type Actions = Readonly<Record<`${Method} /${string}`, (req: Request) => object | Promise<object>>>;

export function addActions(router: Router, actions: Actions): Router {
  for (const [route, act] of Object.entries(actions)) {
    const [method, path] = route.split(' ') as [Method, string];
    router[method](path, async (req, res) => {
      res.json(await act(req));
    });
  }
  return router;
}

export function idOf(req: Request): string {
  return String(req.params.id);
}

function collectionOf(items: readonly object[]) {
  return { entity: 'collection', count: items.length, items };
}

/** Basic authentication with key id and secret. */
export function authenticate(keyId: string, keySecret: string): RequestHandler {
  const expected = digest(`Basic ${Buffer.from(`${keyId}:${keySecret}`).toString('base64')}`);
  return (req, _res, next) => {
    if (!timingSafeEqual(digest(req.get('authorization') ?? ''), expected)) {
      throw new ApiError(401, 'Authentication failed', { reason: 'NA' });
    }
    next();
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
