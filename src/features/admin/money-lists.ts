import { paths } from '../../paths.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import type { BadgeModel } from '../../web/partials.page.ts';
import { refundReasonTexts, refundStatuses } from '../refunds/index.ts';
import {
  badgeCell,
  idFact,
  inWords,
  momentCell,
  amountCell,
  storyCell,
  personCell,
  sessionCell,
  textFact,
} from './admin-cells.ts';
import { type AdminList, search, select, toSearch } from './admin-list.ts';
import type { AdminMoneyRepository } from './admin-money.repository.ts';
import type { AdminPeopleRepository } from './admin-people.repository.ts';
import { decisionWords, refundBadge, refundStatusWords } from './admin-words.ts';

export function refundsList(money: AdminMoneyRepository, people: AdminPeopleRepository): AdminList {
  return {
    path: paths.adminRefunds,
    title: 'Refunds',
    lead: 'Refunds that are owed, requested and paid. A failed one needs a person: find out the reason at Razorpay, then retry it. One that is refused for good must be paid in another way.',
    emptyText: 'No such refund.',
    columns: [
      { text: 'Payer', role: 'subject' },
      { text: 'Session' },
      { text: 'Amount', isNumber: true },
      { text: 'Reason', role: 'note' },
      { text: 'Since' },
      { text: 'Status', role: 'status' },
      { text: 'Action', role: 'action' },
    ],
    filters: [
      search('Part of a name or e-mail, or an id'),
      select('status', 'Status', inWords(refundStatusWords)),
    ],
    load: async (query) => {
      const asked = await people.withPeople(toSearch(query, 'status'));
      const [refunds, counts] = await Promise.all([money.listRefunds(asked, query), money.countRefunds()]);
      const names = await people.namesOf({
        people: refunds.map(({ userId }) => userId),
        sessions: refunds.map(({ timeSlotId }) => timeSlotId),
      });
      return {
        rows: refunds.map((refund) => [
          storyCell(personCell(refund.userId, names), refund.razorpayPaymentId, [
            textFact('Attempts', refund.attempts),
            idFact('Payment', refund.razorpayPaymentId),
            idFact('Refund', refund.razorpayRefundId),
            idFact('Booking', refund.bookingId),
          ]),
          sessionCell(refund.timeSlotId, names, query),
          amountCell(refund.amount),
          {
            text: refundReasonTexts[refund.reason].summary,
            ...(refund.lastError && { detail: refund.lastError }),
          },
          momentCell(refund.failedAt ?? refund.processedAt ?? refund.requestedAt ?? refund.createdAt, query),
          badgeCell(refundBadge(refund)),
          refund.status === 'FAILED'
            ? { text: 'Ask again', postTo: paths.adminRetryRefund(refund.razorpayPaymentId) }
            : { text: '' },
        ]),
        figures: refundStatuses.map((status) => {
          const count = counts[status];
          const { text, tone } = refundStatusWords[status];
          return { label: text, value: String(count), tone: count > 0 ? tone : 'neutral' };
        }),
      };
    },
  };
}

/** What Razorpay tells us, in words. */
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

/** `payment.dispute.action_required` becomes `Payment dispute action required`, where we have no better words. */
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
export function webhookBadge(event: { handledAt?: Date | null; note?: string | null }): BadgeModel {
  if (!event.handledAt) return { text: 'Not handled', tone: 'warning' };
  return noteWords[event.note ?? ''] ?? { text: event.note ?? 'Handled', tone: 'good' };
}

export function webhooksList(money: AdminMoneyRepository): AdminList {
  return {
    path: paths.adminWebhooks,
    title: 'Webhooks',
    lead: 'Everything that Razorpay has told us. Replaying an event asks Razorpay for the present state and can never pay or book twice.',
    emptyText: 'No such event.',
    columns: [
      { text: 'Event', role: 'subject' },
      { text: 'Received' },
      { text: 'Last error' },
      { text: 'Result', role: 'status' },
      { text: 'Action', role: 'action' },
    ],
    filters: [
      search('Id of event, payment, order or refund'),
      select('state', 'Status', { waiting: 'Not handled', handled: 'Handled', ignored: 'Not ours' }),
    ],
    load: async (query) => {
      const [events, waiting] = await Promise.all([
        money.listWebhooks(toSearch(query, 'state'), query),
        money.countWaitingWebhooks(),
      ]);
      return {
        rows: events.map((event) => [
          storyCell({ text: eventName(event.event), detail: event.event }, event.paymentId, [
            textFact('Attempts', event.attempts),
            idFact('Event', event.eventId),
            idFact('Payment', event.paymentId),
            idFact('Order', event.orderId),
            idFact('Refund', event.refundId),
          ]),
          momentCell(event.receivedAt, query),
          { text: event.lastError ?? '' },
          badgeCell(webhookBadge(event)),
          { text: 'Replay', postTo: paths.replayWebhook(event.eventId) },
        ]),
        figures: [{ label: 'Not handled', value: String(waiting), tone: waiting > 0 ? 'warning' : 'good' }],
      };
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
};

export function disputesList(money: AdminMoneyRepository): AdminList {
  return {
    path: paths.adminDisputes,
    title: 'Disputes',
    lead: 'Payments that a payer’s bank disputes, as Razorpay has told us. Answer them at Razorpay’s dashboard in time; a booking is not changed by a dispute.',
    emptyText: 'No dispute.',
    columns: [
      { text: 'Payment', role: 'subject' },
      { text: 'Reason' },
      { text: 'Answer by' },
      { text: 'Status', role: 'status' },
    ],
    filters: [search('Id of dispute or payment'), select('status', 'Status', inWords(statusWords))],
    load: async (query) => {
      const disputes = await money.listDisputes(toSearch(query, 'status'), query);
      return {
        rows: disputes.map((dispute) => [
          storyCell({ text: formatInr(toPaise(dispute.amount)) }, dispute.paymentId, [
            idFact('Dispute', dispute.disputeId),
            idFact('Payment', dispute.paymentId),
          ]),
          { text: dispute.reason.replaceAll('_', ' ') },
          dispute.respondBy ? momentCell(dispute.respondBy, query) : { text: '' },
          badgeCell(statusWords[dispute.status] ?? { text: dispute.status, tone: 'neutral' }),
        ]),
      };
    },
  };
}
