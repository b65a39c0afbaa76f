import { createHash, timingSafeEqual } from 'node:crypto';
import { type Request, type RequestHandler, Router } from 'express';
import type { Sandbox } from '../app.ts';
import type { OrderRecord } from '../core/entities.ts';
import { ApiError, badRequest } from '../core/errors.ts';
import { presentOrder } from '../core/orders.ts';
import {
  captureSchema,
  listSchema,
  newOrderSchema,
  newRefundSchema,
  orderListSchema,
  parseRequest,
} from './schemas.ts';

/** The API under /v1, for whoever holds the key. */
export function apiRoutes(sandbox: Sandbox): Router {
  const router = Router();
  orderRoutes(router, sandbox);
  paymentRoutes(router, sandbox);
  refundRoutes(router, sandbox);
  return router;
}

function orderRoutes(router: Router, { orders, store }: Sandbox): void {
  router.post(
    '/orders',
    answer((req) => presentOrder(orders.create(parseRequest(newOrderSchema, req.body)))),
  );
  router.get(
    '/orders',
    answer((req) => {
      const { receipt, authorized, ...page } = parseRequest(orderListSchema, req.query);
      const isWanted = ({ id }: OrderRecord) =>
        authorized === undefined || orders.hasSuccessfulPayment(id) === authorized;
      if (receipt === undefined) {
        return collectionOf(store.orders.page({ ...page, where: isWanted }).map(presentOrder));
      }
      const found = store.orders
        .of(receipt)
        .filter((order) => isWanted(order) && order.created_at >= page.from && order.created_at <= page.to);
      return collectionOf(
        found
          .reverse()
          .slice(page.skip, page.skip + page.count)
          .map(presentOrder),
      );
    }),
  );
  router.get(
    '/orders/:id',
    answer((req) => orders.show(idOf(req))),
  );
  router.get(
    '/orders/:id/payments',
    answer((req) => collectionOf(store.payments.of(orders.get(idOf(req)).id).toReversed())),
  );
}

function paymentRoutes(router: Router, { payments, store }: Sandbox): void {
  router.get(
    '/payments',
    answer((req) => collectionOf(store.payments.page(parseRequest(listSchema, req.query)))),
  );
  router.get(
    '/payments/:id',
    answer((req) => payments.get(idOf(req))),
  );
  router.post(
    '/payments/:id/capture',
    answer((req) => {
      const payment = payments.get(idOf(req));
      const { amount, currency } = parseRequest(captureSchema, req.body);
      if (payment.status === 'authorized' && (amount !== payment.amount || currency !== payment.currency)) {
        throw badRequest('Capture amount must be equal to the amount authorized', { field: 'amount' });
      }
      return payments.capture(payment);
    }),
  );
}

function refundRoutes(router: Router, { payments, refunds, idempotentRefunds, store }: Sandbox): void {
  router.post(
    '/payments/:id/refund',
    answer((req) => {
      const { id: paymentId } = payments.get(idOf(req));
      const refund = parseRequest(newRefundSchema, req.body);
      const key = req.get('x-refund-idempotency');
      return idempotentRefunds.create(key, { paymentId, body: req.body as unknown, refund });
    }),
  );
  router.get(
    '/payments/:id/refunds',
    answer((req) => collectionOf(store.refunds.of(payments.get(idOf(req)).id).toReversed())),
  );
  router.get(
    '/refunds',
    answer((req) => collectionOf(store.refunds.page(parseRequest(listSchema, req.query)))),
  );
  router.get(
    '/refunds/:id',
    answer((req) => refunds.get(idOf(req))),
  );
}

function answer(handle: (req: Request) => object | Promise<object>): RequestHandler {
  return async (req, res) => {
    res.json(await handle(req));
  };
}

function idOf(req: Request): string {
  return String(req.params.id);
}

function collectionOf(items: readonly object[]) {
  return { entity: 'collection', count: items.length, items };
}

/** Lets in who holds the key: basic auth of key id and secret. */
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
