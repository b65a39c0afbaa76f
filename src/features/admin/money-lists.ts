import { paths } from '../../paths.ts';
import { toPaise, toRupeesText } from '../../shared/money.ts';
import { toCsv } from '../../shared/text.ts';
import type { BadgeModel } from '../../web/partials.page.ts';
import type { disputeStatuses } from '../webhooks/index.ts';
import { refundReasonTexts } from '../refunds/index.ts';
import {
  badgeCell,
  idFact,
  inWords,
  momentCell,
  amountCell,
  paymentCell,
  storyCell,
  toldCell,
  personCell,
  sessionCell,
  textFact,
  type Reader,
  nameFields,
  toNameFields,
  decisionWords,
  failureOf,
  refundBadge,
  refundStatusWords,
} from './admin-cells.ts';
import { aboutSearch, type AdminList, type AdminListQuery, daysOf, search, toSearch } from './admin-list.ts';
import type { AdminMoneyRepository } from './admin-money.repository.ts';
import type { AdminPeopleRepository, Names, Search } from './admin-people.repository.ts';
import type { SaleSearch } from './sale-search.ts';
import type { TableCell } from './table.page.ts';

export function refundsList(
  money: AdminMoneyRepository,
  people: AdminPeopleRepository,
  saleSearch: Pick<SaleSearch, 'find'>,
): AdminList {
  const searchOf = (query: AdminListQuery) => saleSearch.find(toSearch(query, 'status'), query.now);
  const find = async (wanted: Search, query: AdminListQuery): Promise<FoundRefunds> => {
    const refunds = await money.listRefunds(wanted, query);
    const names = await people.namesOfSales(refunds);
    return { refunds, names };
  };
  return {
    path: paths.adminRefunds,
    title: 'Refunds',
    lead: 'Money that goes back. A failed refund needs you.',
    help: 'Find the reason at Razorpay, then ask again: nothing is paid back twice. Refused for good: pay it back in another way. The search also finds the bank’s reference.',
    emptyText: 'No such refund.',
    columns: [
      { text: 'Payer', role: 'subject' },
      { text: 'Session' },
      { text: 'Amount', role: 'amount', isNumber: true },
      { text: 'Reason', role: 'note' },
      { text: 'Since' },
      { text: 'Status', role: 'status' },
      { text: 'Action', role: 'action' },
    ],
    choice: { name: 'status', label: 'Status', words: inWords(refundStatusWords) },
    filters: [search('Name, e-mail, session, amount or id'), ...daysOf('Due from', 'Due until')],
    csv: {
      path: paths.adminRefundsCsv,
      name: 'refunds.csv',
      write: async (query) => toRefundsCsv(await find(await searchOf(query), query)),
    },
    load: async (query) => {
      const wanted = await searchOf(query);
      const [{ refunds, names }, counts] = await Promise.all([
        find(wanted, query),
        money.countRefundKinds(wanted),
      ]);
      const rows = refunds.map((refund) => toRefundRow(refund, names, query));
      return { ...aboutSearch(wanted), counts, rows };
    },
  };
}

interface FoundRefunds {
  readonly refunds: Awaited<ReturnType<AdminMoneyRepository['listRefunds']>>;
  readonly names: Names;
}

function toRefundRow(
  refund: FoundRefunds['refunds'][number],
  names: Names,
  reader: Reader,
): readonly TableCell[] {
  const { razorpayPaymentId: paymentId } = refund;
  return [
    paymentCell(personCell(refund.userId, names), paymentId, [
      textFact('Attempts', refund.attempts),
      idFact('Payment', paymentId),
      idFact('Refund', refund.razorpayRefundId),
      idFact('Booking', refund.bookingId),
    ]),
    sessionCell(refund.timeSlotId, names, reader),
    amountCell(refund.amount),
    reasonCell(refund),
    momentCell(refund.failedAt ?? refund.processedAt ?? refund.requestedAt ?? refund.createdAt, reader),
    badgeCell(refundBadge(refund)),
    refund.status === 'FAILED'
      ? { text: 'Ask again', postTo: paths.adminRetryRefund(paymentId) }
      : { text: '' },
  ];
}

/** Why the money goes back. If it failed, also why, which leads to the story. */
function reasonCell(refund: FoundRefunds['refunds'][number]): TableCell {
  const { reason, status, lastError, razorpayPaymentId } = refund;
  const text = refundReasonTexts[reason].summary;
  if (status !== 'FAILED') return { text, ...(lastError && { detail: lastError }) };
  const detailHref = paths.adminPayment(razorpayPaymentId);
  return { text, detail: failureOf(refund), detailHref, hint: 'story of the payment' };
}

/** Times in UTC, amounts in rupees. */
function toRefundsCsv({ refunds, names }: FoundRefunds): string {
  const rows = refunds.map((refund) => ({
    due_at: refund.createdAt.toISOString(),
    payment: refund.razorpayPaymentId,
    refund: refund.razorpayRefundId,
    booking: refund.bookingId,
    ...toNameFields(refund, names),
    refund_inr: toRupeesText(toPaise(refund.amount)),
    reason: refundReasonTexts[refund.reason].summary,
    status: refundBadge(refund).text,
    paid_back_at: refund.processedAt?.toISOString(),
    bank_reference: refund.arn,
    error: refund.lastError,
  }));
  const ids = ['payment', 'refund', 'booking'];
  const state = ['refund_inr', 'reason', 'status', 'paid_back_at', 'bank_reference', 'error'];
  return toCsv(rows, { columns: ['due_at', ...ids, ...nameFields, ...state] });
}

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
  { money, people }: { readonly money: AdminMoneyRepository; readonly people: AdminPeopleRepository },
): Promise<PaymentNames> {
  const paymentIds = rows.flatMap(({ paymentId }) => paymentId ?? []);
  const [sales, refunds] = await Promise.all([money.salesOf(paymentIds), money.refundsOf(paymentIds)]);
  const names = await people.namesOf({ people: [...sales.values()].map(({ userId }) => userId) });
  return { sales, refunds, names };
}

type Event = Awaited<ReturnType<AdminMoneyRepository['listWebhooks']>>[number];

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
    sale ? toldCell(personCell(sale.userId, names), paymentId) : { text: '' },
    amount === undefined ? { text: '' } : amountCell(amount),
    momentCell(event.receivedAt, query),
    { text: event.lastError ?? '' },
    badgeCell(webhookBadge(event)),
    replayCell(event),
  ];
}

export function webhooksList(money: AdminMoneyRepository, people: AdminPeopleRepository): AdminList {
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
        money.listWebhooks(asked, query),
        money.countWebhookKinds(asked),
      ]);
      const known = await namePayments(events, { money, people });
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

export function disputesList(money: AdminMoneyRepository, people: AdminPeopleRepository): AdminList {
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
        money.listDisputes(asked, query),
        money.countDisputeKinds(asked),
      ]);
      const { sales, names } = await namePayments(disputes, { money, people });
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
