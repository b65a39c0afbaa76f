import { paths } from '../../paths.ts';
import type { BadgeModel } from '../../web/partials.page.ts';
import type { disputeStatuses } from '../webhooks/index.ts';
import {
  amountCell,
  badgeCell,
  decisionWords,
  idFact,
  inWords,
  momentCell,
  personCell,
  type Reader,
  storyCell,
  textFact,
  storyLink,
} from './admin-cells.ts';
import { type AdminList, type SaleSources, search, toSearch } from './admin-list.ts';
import type { AdminMessagesRepository } from './admin-messages.repository.ts';
import type { AdminMoneyRepository } from './admin-money.repository.ts';
import type { Names } from './admin-people.repository.ts';
import type { TableCell } from './table.page.ts';

/** Razorpay's events in words. */
const eventWords: Readonly<Record<string, string>> = {
  'payment.authorized': 'Payment authorised',
  'payment.captured': 'Payment captured',
  'payment.failed': 'Payment failed',
  'order.paid': 'Order paid',
  'refund.created': 'Refund begun',
  'refund.processed': 'Refund paid out',
  'refund.failed': 'Refund failed',
  'refund.speed_changed': 'Refund takes another way',
};

/**
 * `payment.dispute.action_required` becomes `Payment dispute action required`, unless the table above has better
 * words.
 */
export function eventName(event: string): string {
  const text = event.replaceAll(/[._]/g, ' ');
  return eventWords[event] ?? text.charAt(0).toUpperCase() + text.slice(1);
}

/** The results of handled events. */
const noteWords: Readonly<Record<string, BadgeModel>> = {
  booked: { text: decisionWords.BOOKED, tone: 'good' },
  refunded: { text: decisionWords.REFUND, tone: 'good' },
  refund: { text: 'Refund noted', tone: 'good' },
  dispute: { text: 'Dispute noted', tone: 'warning' },
  failed: { text: 'Payment failed', tone: 'neutral' },
  pending: { text: 'Not captured yet', tone: 'warning' },
  ignored: { text: 'Not ours', tone: 'neutral' },
};

/** The state of an event, in words. */
export function webhookBadge(event: {
  handledAt?: Date | null | undefined;
  note?: string | null | undefined;
}): BadgeModel {
  if (!event.handledAt) return { text: 'Not handled', tone: 'warning' };
  return noteWords[event.note ?? ''] ?? { text: event.note ?? 'Handled', tone: 'good' };
}

/** Replaying a handled event changes nothing, so its button is quiet. */
export function replayCell({
  eventId,
  handledAt,
}: {
  eventId: string;
  handledAt?: Date | null | undefined;
}): TableCell {
  return { text: 'Replay', postTo: paths.replayWebhook(eventId), isQuiet: handledAt instanceof Date };
}

interface PaymentNames {
  readonly sales: Awaited<ReturnType<AdminMoneyRepository['salesOf']>>;
  readonly refunds: Awaited<ReturnType<AdminMoneyRepository['refundsOf']>>;
  readonly names: Names;
}

/** Who paid, and how much, for rows that only have the id of a payment. */
async function namePayments(
  rows: readonly { readonly paymentId?: string | null | undefined }[],
  { money, people }: SaleSources,
): Promise<PaymentNames> {
  const paymentIds = rows.flatMap(({ paymentId }) => paymentId ?? []);
  const [sales, refunds] = await Promise.all([money.salesOf(paymentIds), money.refundsOf(paymentIds)]);
  const names = await people.namesOf({ people: [...sales.values()].map(({ userId }) => userId) });
  return { sales, refunds, names };
}

type Event = Awaited<ReturnType<AdminMessagesRepository['listWebhooks']>>[number];

function toEventRow(
  event: Event,
  { sales, refunds, names }: PaymentNames,
  query: Reader,
): readonly TableCell[] {
  const paymentId = event.paymentId ?? '';
  const sale = sales.get(paymentId);
  const isOfRefund = event.event.startsWith('refund.');
  const amount = (isOfRefund ? refunds.get(paymentId)?.amount : undefined) ?? sale?.amount;
  const told = { text: eventName(event.event), detail: event.event };
  return [
    // A name leads to the story; without a payer, the event does.
    storyCell(told, sale ? null : event.paymentId, [
      textFact('Attempts', event.attempts),
      idFact('Event', event.eventId),
      idFact('Payment', event.paymentId),
      idFact('Order', event.orderId),
      idFact('Refund', event.refundId),
    ]),
    sale ? storyLink(personCell(sale.userId, names), paymentId) : { text: '' },
    amount === undefined ? { text: '' } : amountCell(amount),
    momentCell(event.receivedAt, query),
    { text: event.lastError ?? '' },
    badgeCell(webhookBadge(event)),
    replayCell(event),
  ];
}

export function webhooksList(messages: AdminMessagesRepository, sources: SaleSources): AdminList {
  return {
    path: paths.adminWebhooks,
    title: 'Webhooks',
    lead: 'What Razorpay told us.',
    help: 'Replay an event that was not handled: we ask Razorpay how things stand, and never pay or book twice.',
    emptyText: 'No such event.',
    columns: [
      { text: 'Event', role: 'subject' },
      { text: 'Payer' },
      { text: 'Amount', role: 'amount', isNumber: true },
      { text: 'Received' },
      { text: 'Last error' },
      { text: 'Result', role: 'status' },
      { text: 'Action', role: 'action' },
    ],
    choice: {
      name: 'state',
      label: 'Status',
      words: { waiting: 'Not handled', handled: 'Handled', ignored: 'Not ours' },
    },
    filters: [search('Id of event, payment, order or refund')],
    load: async (query) => {
      const asked = toSearch(query, 'state');
      const [events, counts] = await Promise.all([
        messages.listWebhooks(asked, query),
        messages.countWebhookKinds(asked),
      ]);
      const known = await namePayments(events, sources);
      return { counts, rows: events.map((event) => toEventRow(event, known, query)) };
    },
  };
}

/** Razorpay's states of a dispute. */
const statusWords: Readonly<Record<string, BadgeModel>> = {
  open: { text: 'Open', tone: 'bad' },
  under_review: { text: 'Under review', tone: 'warning' },
  won: { text: 'Won', tone: 'good' },
  lost: { text: 'Lost', tone: 'bad' },
  closed: { text: 'Closed', tone: 'neutral' },
} satisfies Record<(typeof disputeStatuses)[number], BadgeModel>;

export function disputesList(messages: AdminMessagesRepository, sources: SaleSources): AdminList {
  return {
    path: paths.adminDisputes,
    title: 'Disputes',
    lead: 'Payments that a payer’s bank disputes.',
    help: 'Answer each at Razorpay’s dashboard by its day; the booking stays as it is.',
    emptyText: 'No dispute.',
    columns: [
      { text: 'Payer', role: 'subject' },
      { text: 'Amount', role: 'amount', isNumber: true },
      { text: 'Reason' },
      { text: 'Answer by' },
      { text: 'Status', role: 'status' },
    ],
    choice: { name: 'status', label: 'Status', words: inWords(statusWords) },
    filters: [search('Id of dispute or payment')],
    load: async (query) => {
      const asked = toSearch(query, 'status');
      const [disputes, counts] = await Promise.all([
        messages.listDisputes(asked, query),
        messages.countDisputeKinds(asked),
      ]);
      const { sales, names } = await namePayments(disputes, sources);
      return {
        counts,
        rows: disputes.map((dispute) => [
          storyCell(personCell(sales.get(dispute.paymentId)?.userId, names), dispute.paymentId, [
            idFact('Dispute', dispute.disputeId),
            idFact('Payment', dispute.paymentId),
          ]),
          amountCell(dispute.amount),
          { text: dispute.reason.replaceAll('_', ' ') },
          dispute.respondBy ? momentCell(dispute.respondBy, query) : { text: '' },
          badgeCell(statusWords[dispute.status] ?? { text: dispute.status, tone: 'neutral' }),
        ]),
      };
    },
  };
}
