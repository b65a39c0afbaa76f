import { join } from 'node:path';
import express, { Router } from 'express';
import * as z from 'zod';
import { projectFolder } from '../../../shared/project-folder.ts';
import { parseRequest } from '../api/api.routes.ts';
import type { Sandbox } from '../app.ts';
import { type Payment, signPayment } from '../core/entities.ts';
import { ApiError, badRequest, failures, toCheckoutError } from '../core/errors.ts';
import {
  banks,
  checkCard,
  checkoutSchema,
  decideCard,
  decideUpi,
  type Decision,
  formatAmount,
  openOrder,
  pagePolicy,
} from './hosted-checkout.ts';
import { hostedRoutes } from './hosted.routes.ts';

const attemptSchema = checkoutSchema.extend({
  method: z.enum(['netbanking', 'card', 'upi']),
  bank: z.string().max(4).optional(),
  vpa: z.string().max(100).optional(),
  number: z.string().max(30).optional(),
});

const answerSchema = z.discriminatedUnion('step', [
  z.object({ step: z.literal('bank'), outcome: z.enum(['success', 'failure']) }),
  z.object({ step: z.literal('otp'), number: z.string(), otp: z.string() }),
  z.object({ step: z.literal('upi') }),
  z.object({ step: z.literal('cancel') }),
]);
type Answer = z.output<typeof answerSchema>;

/** The payment window of checkout.js, and the requests of its script. */
export function windowRoutes(sandbox: Sandbox): Router {
  const { payments, keys } = sandbox;
  const router = Router();
  router.get('/window', (_req, res) => {
    res.set('content-security-policy', pagePolicy('*')).render('window', { banks });
  });
  router.post('/window/open', (req, res) => {
    const order = openOrder(sandbox, parseRequest(checkoutSchema, req.body));
    res.json({ amountText: formatAmount(order.amount, order.currency) });
  });
  router.post('/window/payments', (req, res) => {
    const { method, bank, vpa, number, ...request } = parseRequest(attemptSchema, req.body);
    const order = openOrder(sandbox, request);
    const refused =
      method === 'card' ? checkCard(number ?? '') : method === 'upi' ? decideUpi(vpa ?? '') : undefined;
    if (refused?.kind === 'invalid') throw badRequest(refused.message, { field: refused.field });
    const { email, contact } = request.prefill;
    const details = {
      method,
      bank,
      vpa,
      email,
      contact,
      description: request.description,
      notes: request.notes,
    };
    res.json({ payment_id: payments.start(order.id, details).id });
  });
  router.post('/window/payments/:id', (req, res) => {
    const payment = payments.get(req.params.id);
    if (payment.status !== 'created') throw new ApiError(400, 'This payment has been completed already');
    const decided = decide(sandbox, payment, parseRequest(answerSchema, req.body));
    if (decided.status === 'failed') res.json({ error: toCheckoutError(decided) });
    else res.json({ success: signPayment(decided.order_id, decided.id, keys.keySecret) });
  });
  return router;
}

function decide({ payments }: Sandbox, payment: Payment, answer: Answer): Payment {
  const decision = decisionOf(payment, answer);
  if (decision.kind === 'success') return payments.succeed(payment);
  return payments.fail(payment, failures[decision.kind === 'failure' ? decision.reason : 'payment_failed']);
}

function decisionOf(payment: Payment, answer: Answer): Decision {
  switch (answer.step) {
    case 'bank':
      return answer.outcome === 'success'
        ? { kind: 'success' }
        : { kind: 'failure', reason: 'payment_failed' };
    case 'otp':
      return decideCard(answer.number, answer.otp);
    case 'upi':
      return decideUpi(payment.vpa ?? '');
    case 'cancel':
      return { kind: 'failure', reason: 'payment_cancelled' };
  }
}

const staticFolder = join(projectFolder, 'src/devenv/razorpay-sandbox/static');

/** All routes for payers' browsers; they need no key secret. */
export function checkoutRoutes(sandbox: Sandbox): Router {
  const router = Router();
  router.get('/checkout.js', (_req, res) => {
    // Pages with cross-origin isolation load only resources that allow it.
    res.set('cross-origin-resource-policy', 'cross-origin').sendFile(join(staticFolder, 'checkout.js'));
  });
  router.use('/checkout/static', express.static(staticFolder, { index: false }));
  router.use('/checkout', windowRoutes(sandbox), hostedRoutes(sandbox));
  return router;
}
