import { paths } from '../../paths.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import { formatMoment } from '../../web/session-time.ts';
import { type RefundRecord, type RefundStatus, refundStatuses } from '../refunds/index.ts';
import type { WebhookEventRecord } from '../webhooks/index.ts';
import { type AdminList, search, select } from './admin-list.ts';
import { type AdminListsRepository, webhookStates } from './admin-lists.repository.ts';
import { paymentCell, userCell } from './people-lists.ts';
import type { TableCell } from './table.page.ts';

const tones = {
  DUE: 'warning',
  REQUESTED: 'neutral',
  PROCESSED: 'good',
  FAILED: 'bad',
} as const satisfies Record<RefundStatus, TableCell['tone']>;

export function refundsList(lists: AdminListsRepository): AdminList {
  return {
    path: paths.adminRefunds,
    title: 'Refunds',
    lead: 'What is owed, asked for and paid back. A failed one needs a person: find out at Razorpay why, then ask again.',
    emptyText: 'No such refund.',
    columns: [
      { text: 'Payment' },
      { text: 'User' },
      { text: 'Reason' },
      { text: 'Amount', isNumber: true },
      { text: 'State' },
      { text: 'Since' },
      { text: 'Tries', isNumber: true },
      { text: 'Last error' },
      { text: 'Act' },
    ],
    filters: [
      search('Id of payment, booking, order, refund or user'),
      select('status', 'State', refundStatuses),
    ],
    load: async ({ filters, timeZone, ...paging }) => {
      const [refunds, counts] = await Promise.all([
        lists.listRefunds(filters.q, filters.status, paging),
        lists.countRefunds(),
      ]);
      return {
        rows: refunds.map((refund) => refundRow(refund, timeZone)),
        figures: refundStatuses.map((status) => {
          const count = counts.get(status) ?? 0;
          return { label: status, value: String(count), tone: count > 0 ? tones[status] : 'neutral' };
        }),
      };
    },
  };
}

function refundRow(refund: RefundRecord, timeZone: string): readonly TableCell[] {
  const { razorpayPaymentId, userId, reason, amount, status, attempts, lastError = '' } = refund;
  const since = refund.failedAt ?? refund.processedAt ?? refund.requestedAt ?? refund.createdAt;
  return [
    paymentCell(razorpayPaymentId),
    userCell(userId),
    { text: reason },
    { text: formatInr(toPaise(amount)), isNumber: true },
    { text: status, tone: tones[status] },
    { text: formatMoment(since, timeZone) },
    { text: String(attempts), isNumber: true },
    { text: lastError },
    status === 'FAILED'
      ? { text: 'Ask again', postTo: paths.adminRetryRefund(razorpayPaymentId) }
      : { text: '' },
  ];
}

export function webhooksList(lists: AdminListsRepository): AdminList {
  return {
    path: paths.adminWebhooks,
    title: 'Webhooks',
    lead: 'Everything that Razorpay has told us. Replaying an event asks Razorpay for the present state and can never pay or book twice.',
    emptyText: 'No such event.',
    columns: [
      { text: 'Event' },
      { text: 'Kind' },
      { text: 'Payment' },
      { text: 'Order' },
      { text: 'Received' },
      { text: 'Result' },
      { text: 'Tries', isNumber: true },
      { text: 'Last error' },
      { text: 'Act' },
    ],
    filters: [
      search('Id of event, payment, order or refund'),
      select('state', 'State', Object.keys(webhookStates)),
    ],
    load: async ({ filters, timeZone, ...paging }) => {
      const [events, waiting] = await Promise.all([
        lists.listWebhooks(filters.q, filters.state, paging),
        lists.countWaitingWebhooks(),
      ]);
      return {
        rows: events.map((event) => webhookRow(event, timeZone)),
        figures: [{ label: 'Not handled', value: String(waiting), tone: waiting > 0 ? 'warning' : 'good' }],
      };
    },
  };
}

function webhookRow(event: WebhookEventRecord, timeZone: string): readonly TableCell[] {
  const { eventId, paymentId, orderId = '', handledAt, note = '', attempts, lastError = '' } = event;
  return [
    { text: eventId, isCode: true },
    { text: event.event },
    paymentId === undefined ? { text: '' } : paymentCell(paymentId),
    { text: orderId, isCode: true },
    { text: formatMoment(event.receivedAt, timeZone) },
    handledAt ? { text: note, tone: 'good' } : { text: 'Not handled', tone: 'warning' },
    { text: String(attempts), isNumber: true },
    { text: lastError },
    { text: 'Replay', postTo: paths.replayWebhook(eventId) },
  ];
}
