import { paths } from '../../paths.ts';
import { toPaise, toRupeesText } from '../../shared/money.ts';
import { toCsv } from '../../shared/text.ts';
import { refundReasonTexts } from '../refunds/index.ts';
import {
  amountCell,
  badgeCell,
  failureOf,
  idFact,
  inWords,
  momentCell,
  nameFields,
  paymentCell,
  personCell,
  type Reader,
  refundBadge,
  refundStatusWords,
  sessionCell,
  textFact,
  toNameFields,
} from './admin-cells.ts';
import {
  aboutSearch,
  type AdminList,
  type AdminListQuery,
  daysOf,
  type SaleSources,
  search,
} from './admin-list.ts';
import type { AdminMoneyRepository } from './admin-money.repository.ts';
import type { Names } from './admin-people.repository.ts';
import type { Search } from './admin-search.repository.ts';
import type { SaleSearch } from './sale-search.ts';
import type { TableCell } from './table.page.ts';

export function refundsList({ money, people }: SaleSources, saleSearch: Pick<SaleSearch, 'find'>): AdminList {
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
      write: async (query) => toRefundsCsv(await find(await saleSearch.find(query, 'status'), query)),
    },
    load: async (query) => {
      const wanted = await saleSearch.find(query, 'status');
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
