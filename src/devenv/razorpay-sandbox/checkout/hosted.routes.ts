import { type Request, type Response, Router } from 'express';
import * as z from 'zod';
import { parseRequest } from '../api/api.routes.ts';
import type { Sandbox } from '../app.ts';
import type { Payment } from '../core/entities.ts';
import { failures } from '../core/errors.ts';
import {
  bankFields,
  bankName,
  banks,
  beginPayment,
  checkCard,
  decideCard,
  decidePayment,
  decideUpi,
  formatAmount,
  type HostedState,
  newHostedState,
  openOrder,
  pagePolicy,
  returnFields,
  stateOf,
  toQuery,
} from './hosted-checkout.ts';

const entrySchema = z.object({
  vpa: z.string().default(''),
  number: z.string().default(''),
  otp: z.string().default(''),
});

/**
 * The hosted page, for browsers without scripts. Its Success and Failure forms contain the fields for the merchant: the
 * sandbox records the payment and answers 307, so that the browser posts the same fields on.
 */
export function hostedRoutes(sandbox: Sandbox): Router {
  const router = Router();
  router.post('/embedded', (req, res) => {
    showPage(res, 'hosted', methodsPage(sandbox, newHostedState(req)));
  });
  router.get('/embedded/methods', (req, res) => {
    showPage(res, 'hosted', methodsPage(sandbox, stateOf(req)));
  });
  router.get('/embedded/cancel', (req, res) => {
    const state = stateOf(req);
    const begun = sandbox.store.payments.get(state.payment_id);
    if (begun) sandbox.payments.fail(begun, failures.payment_cancelled);
    res.redirect(303, state.cancel_url ?? state.callback_url);
  });
  bankRoutes(router, sandbox);
  upiRoutes(router, sandbox);
  cardRoutes(router, sandbox);
  return router;
}

function bankRoutes(router: Router, sandbox: Sandbox): void {
  router.get('/embedded/bank', (req, res) => {
    const bank = bankOf(req);
    showPage(res, 'hosted-bank', { ...methodsPage(sandbox, stateOf(req), bank), bankName: bankName(bank) });
  });
  router.post('/embedded/bank/:outcome', (req, res) => {
    const state = stateOf(req);
    const isSuccess = req.params.outcome === 'success';
    const begun = beginPayment(sandbox, state, { bank: bankOf(req) });
    const decision = isSuccess
      ? ({ kind: 'success' } as const)
      : ({ kind: 'failure', reason: 'payment_failed' } as const);
    const payment = decidePayment(sandbox, begun, decision);
    const isAsPosted = payment.id === state.payment_id && (payment.status !== 'failed') === isSuccess;
    if (isAsPosted) res.redirect(307, state.callback_url);
    else showReturn(sandbox, res, { state, payment });
  });
}

function upiRoutes(router: Router, sandbox: Sandbox): void {
  router.post('/embedded/upi', (req, res) => {
    const state = stateOf(req);
    const { vpa } = parseRequest(entrySchema, req.body);
    const decision = decideUpi(vpa);
    if (decision.kind === 'invalid') {
      const page = { ...methodsPage(sandbox, state), vpa, vpaError: decision.message };
      showPage(res.status(422), 'hosted', page);
      return;
    }
    const begun = beginPayment(sandbox, state, { method: 'upi', vpa });
    showReturn(sandbox, res, { state, payment: decidePayment(sandbox, begun, decision) });
  });
}

function cardRoutes(router: Router, sandbox: Sandbox): void {
  router.post('/embedded/card', (req, res) => {
    const state = stateOf(req);
    const { number } = parseRequest(entrySchema, req.body);
    const refused = checkCard(number);
    if (refused?.kind === 'invalid') {
      const page = { ...methodsPage(sandbox, state), number, numberError: refused.message };
      showPage(res.status(422), 'hosted', page);
      return;
    }
    const page = methodsPage(sandbox, state);
    const { id } = beginPayment(sandbox, state, { method: 'card' });
    const query = toQuery({ ...state, payment_id: id });
    showPage(res, 'hosted-otp', {
      ...page,
      query,
      number,
      cancelUrl: `/v1/checkout/embedded/cancel?${query}`,
    });
  });
  router.post('/embedded/otp', (req, res) => {
    const state = stateOf(req);
    const { number, otp } = parseRequest(entrySchema, req.body);
    const begun = beginPayment(sandbox, state, { method: 'card' });
    showReturn(sandbox, res, { state, payment: decidePayment(sandbox, begun, decideCard(number, otp)) });
  });
}

function methodsPage(sandbox: Sandbox, state: HostedState, bank = 'HDFC') {
  const order = openOrder(sandbox, state);
  return {
    title: `Pay ${state.name ?? 'the merchant'}`,
    merchant: state.name ?? 'Merchant',
    description: state.description ?? '',
    amountText: formatAmount(order.amount, order.currency),
    cancelUrl: state.cancel_url ?? null,
    query: toQuery(state),
    banks,
    bank,
    ...bankFields(sandbox, state),
    vpa: '',
    vpaError: '',
    number: '',
    numberError: '',
  };
}

function showPage(res: Response, view: string, page: object): void {
  res.set('content-security-policy', pagePolicy("'none'")).render(view, page);
}

/** A page that posts the result to the merchant: by a script, or by a click without one. */
function showReturn(sandbox: Sandbox, res: Response, made: { state: HostedState; payment: Payment }): void {
  const { state, payment } = made;
  const page = {
    title: 'Back to the merchant',
    action: state.callback_url,
    merchant: state.name ?? 'the merchant',
  };
  const isPaid = payment.status !== 'failed';
  showPage(res, 'hosted-return', { ...page, isPaid, fields: returnFields(sandbox, payment) });
}

function bankOf(req: Request): string {
  return typeof req.query.bank === 'string' ? req.query.bank : 'HDFC';
}
