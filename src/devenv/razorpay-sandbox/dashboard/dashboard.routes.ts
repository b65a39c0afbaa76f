import { type Request, Router } from 'express';
import type { Sandbox } from '../app.ts';
import { formatAmount, pagePolicy } from '../checkout/hosted-checkout.ts';
import type { Delivery, OrderRecord, Payment, Refund, WebhookEvent } from '../core/entities.ts';

/** A page with all records, and buttons for what Razorpay, a bank or the network might do next. */
export function dashboardRoutes(sandbox: Sandbox): Router {
  const { payments, refunds, webhooks } = sandbox;
  const router = Router();
  router.get('/', (_req, res) => {
    res.set('content-security-policy', pagePolicy("'none'")).render('dashboard', dashboardPage(sandbox));
  });
  const onPost = (path: string, work: (id: string) => unknown): void => {
    router.post(`/dashboard/${path}`, (req: Request<{ id?: string }>, res) => {
      work(req.params.id ?? '');
      res.redirect(303, '/');
    });
  };
  onPost('payments/:id/authorize', (id) => payments.authorize(payments.get(id)));
  onPost('payments/:id/capture', (id) => payments.capture(payments.get(id)));
  onPost('payments/:id/refund', (id) => refunds.create(id, { speed: 'normal', notes: [], receipt: null }));
  onPost('refunds/:id/processed', (id) => refunds.settle(id, 'processed'));
  onPost('refunds/:id/failed', (id) => refunds.settle(id, 'failed'));
  onPost('webhooks/pause', () => webhooks.pause());
  onPost('webhooks/resume', () => webhooks.resume());
  onPost('webhooks/lose-next', () => webhooks.rules.add({ action: 'drop', times: 1 }));
  onPost('webhooks/:id/repeat', (id) => webhooks.repeat(id));
  onPost('webhooks/:id/lose', (id) => webhooks.lose(id));
  return router;
}

const SHOWN = 50;

/** A button of the dashboard: a POST to `/dashboard/<path>`. */
interface Action {
  readonly label: string;
  readonly path: string;
}

interface Row {
  readonly id: string;
  readonly details: readonly string[];
  readonly status: string;
  readonly time: string;
  readonly actions: readonly Action[];
}

export type DashboardPage = ReturnType<typeof dashboardPage>;

const latest = { from: 0, to: Number.MAX_SAFE_INTEGER, count: SHOWN, skip: 0 };
const timeFormat = new Intl.DateTimeFormat('en-IN', { dateStyle: 'medium', timeStyle: 'medium' });

/** The latest records of each kind, newest first, with their actions. */
export function dashboardPage({ store, keys, settings, webhooks }: Sandbox) {
  const events = store.events.page(latest).map((event) => eventRow(event, store.deliveries.get(event.id)));
  return {
    title: 'Razorpay sandbox',
    keyId: keys.keyId,
    webhookUrl: settings.webhookUrl ?? 'not set',
    isPaused: webhooks.isPaused(),
    sections: [
      { name: 'Payments', empty: 'Nobody has paid yet.', rows: store.payments.page(latest).map(paymentRow) },
      {
        name: 'Refunds',
        empty: 'Nothing has been refunded.',
        rows: store.refunds.page(latest).map(refundRow),
      },
      { name: 'Webhooks', empty: 'No event has happened yet.', rows: events },
      {
        name: 'Orders',
        empty: 'No order has been created yet.',
        rows: store.orders.page(latest).map(orderRow),
      },
    ],
  };
}

function orderRow(order: OrderRecord): Row {
  const notes = Object.entries(order.notes).map(([name, value]) => `${name}: ${value}`);
  const details = [
    formatAmount(order.amount, order.currency),
    order.receipt ?? 'no receipt',
    ...notes.slice(0, 4),
  ];
  return row(order, { details, status: order.status, actions: [] });
}

function paymentRow(payment: Payment): Row {
  const details = [formatAmount(payment.amount, payment.currency), payment.method, payment.order_id];
  if (payment.error_reason) details.push(payment.error_reason);
  if (payment.refund_status === 'partial') details.push('refunded in part');
  return row(payment, { details, status: payment.status, actions: paymentActions(payment) });
}

function paymentActions({ id, status }: Payment): readonly Action[] {
  switch (status) {
    case 'created':
    case 'failed':
      return [{ label: 'Authorise late', path: `payments/${id}/authorize` }];
    case 'authorized':
      return [{ label: 'Capture', path: `payments/${id}/capture` }];
    case 'captured':
      return [{ label: 'Refund', path: `payments/${id}/refund` }];
    case 'pending':
    case 'refunded':
      return [];
  }
}

function refundRow(refund: Refund): Row {
  const details = [formatAmount(refund.amount, refund.currency), refund.payment_id];
  if (refund.acquirer_data.arn !== null) details.push(`ARN ${refund.acquirer_data.arn}`);
  const done = { label: 'Mark processed', path: `refunds/${refund.id}/processed` };
  const failed = { label: 'Mark failed', path: `refunds/${refund.id}/failed` };
  const actions = { pending: [done, failed], processed: [failed], failed: [] }[refund.status];
  return row(refund, { details, status: refund.status, actions });
}

function eventRow(event: WebhookEvent, delivery: Delivery | undefined): Row {
  const attempts = delivery?.attempts ?? [];
  const answer = attempts.at(-1);
  const details = [event.event, event.refund_id ?? event.payment_id];
  if (answer) details.push(`${attempts.length} sent, last answer ${answer.status ?? 'none'}`);
  const status = delivery?.status ?? 'lost';
  const repeat = { label: 'Repeat', path: `webhooks/${event.id}/repeat` };
  const lose = { label: 'Lose', path: `webhooks/${event.id}/lose` };
  return row(event, { details, status, actions: status === 'waiting' ? [repeat, lose] : [repeat] });
}

function row(
  { id, created_at }: { id: string; created_at: number },
  rest: Pick<Row, 'details' | 'status' | 'actions'>,
): Row {
  return { id, time: timeFormat.format(created_at * 1000), ...rest };
}
