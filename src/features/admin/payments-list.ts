import { paths } from '../../paths.ts';
import { MAX_COUNTED, toCsv } from '../../shared/text.ts';
import { formatInr, toPaise, toRupeesText } from '../../shared/money.ts';
import { reasonIn } from '../checkout/index.ts';
import { refundReasonTexts } from '../refunds/index.ts';
import {
  badgeCell,
  idFact,
  inWords,
  momentCell,
  amountCell,
  paymentCell,
  storyCell,
  personCell,
  sessionCell,
  nameFields,
  toNameFields,
  hrefOfRow,
  decisionWords,
  failedPaymentBadge,
  paymentBadge,
} from './admin-cells.ts';
import {
  aboutSearch,
  type AdminList,
  type AdminListQuery,
  type AdminRows,
  dayFilters,
  search,
  knowSales,
  type KnownSales,
  type SaleSources,
} from './admin-list.ts';
import { type AdminMoneyRepository, FAILED, type FailedPayment } from './admin-money.repository.ts';
import { BANK_REFERENCE, type Paging, type Search } from './admin-search.repository.ts';
import type { SaleSearch } from './sale-search.ts';
import type { TableCell } from './table.page.ts';

/** Razorpay's id of a payment. */
export const PAYMENT_ID = /^pay_\w{1,40}$/;

/** Maximum number of payments for a total. For more, the admin has to choose fewer days. */
const MAX_SUMMED = 10_000;

export function paymentsList(sources: SaleSources, saleSearch: Pick<SaleSearch, 'find'>): AdminList {
  const searchOf = (query: AdminListQuery) => saleSearch.find(query, 'outcome');
  return {
    path: paths.adminPayments,
    title: 'Payments',
    lead: 'Every payment, also those that failed. A name leads to its whole story.',
    help: 'The address opens the ids. A failed payment took no money. A payment that was paid back after its seat was given stays under “Seat given”. To find it:',
    helpLink: { text: 'Refunds', href: paths.adminRefunds },
    emptyText: 'No such payment.',
    elsewhere: ({ filters: { q = '' } }) => ({
      hint: 'The payer may have used another address. Ask for the id of the payment, which begins with “pay_”: Razorpay’s mail has it, and Razorpay can be asked about it.',
      ...(PAYMENT_ID.test(q) && { link: { text: 'Ask Razorpay about it', href: paths.adminPayment(q) } }),
      ...(BANK_REFERENCE.test(q) && {
        link: {
          text: 'Look for this bank reference among the refunds',
          href: hrefOfRow(paths.adminRefunds, q),
        },
      }),
    }),
    columns: [
      { text: 'Payer', role: 'subject' },
      { text: 'Session' },
      { text: 'Amount', role: 'amount', isNumber: true },
      { text: 'When' },
      { text: 'Reason', role: 'note' },
      { text: 'Status', role: 'status' },
    ],
    choice: { name: 'outcome', label: 'Decided', words: { ...inWords(decisionWords), [FAILED]: 'Failed' } },
    filters: [search('Name, e-mail, session, amount or id'), ...dayFilters],
    csv: {
      path: paths.adminPaymentsCsv,
      name: 'payments.csv',
      write: async (query) => toPaymentsCsv(await findPayments(sources, await searchOf(query), query)),
    },
    load: async (query) => {
      const wanted = await searchOf(query);
      const [found, counts, figures] = await Promise.all([
        findPayments(sources, wanted, query),
        sources.money.countPaymentKinds(wanted),
        totalOf(sources.money, wanted),
      ]);
      return {
        rows: found.payments.map((payment) => toPaymentRow(payment, found, query)),
        ...aboutSearch(wanted),
        counts,
        figures,
      };
    },
  };
}

type Decided = Awaited<ReturnType<AdminMoneyRepository['listPayments']>>[number];

/** A decided payment, or one that failed. */
interface ListedPayment {
  readonly paymentId: string;
  readonly orderId: string;
  readonly bookingId?: string;
  readonly userId: unknown;
  readonly timeSlotId: unknown;
  /** Paise. Undefined for failed payments of earlier versions, whose payers are unknown too. */
  readonly amount: number | undefined;
  readonly at: Date;
  /** Missing if the payment failed. */
  readonly decided?: Decided;
  readonly reason?: string;
}

interface FoundPayments extends KnownSales {
  readonly payments: readonly ListedPayment[];
}

async function findPayments(sources: SaleSources, wanted: Search, paging: Paging): Promise<FoundPayments> {
  const payments = await listPayments(sources.money, wanted, paging);
  return { payments, ...(await knowSales(payments, sources)) };
}

/** Decided and failed payments by time. Each kind is read from its own collection, up to the end of the page. */
async function listPayments(
  money: AdminMoneyRepository,
  wanted: Search,
  { skip, limit }: Paging,
): Promise<readonly ListedPayment[]> {
  if (wanted.choice === FAILED) return (await money.listFailures(wanted, { skip, limit })).map(ofFailure);
  if (wanted.choice !== undefined) return (await money.listPayments(wanted, { skip, limit })).map(ofDecision);
  const end = { skip: 0, limit: skip + limit };
  const [decided, failed] = await Promise.all([
    money.listPayments(wanted, end),
    money.listFailures(wanted, end),
  ]);
  return [...decided.map(ofDecision), ...failed.map(ofFailure)]
    .sort((one, other) => +other.at - +one.at)
    .slice(skip, skip + limit);
}

function ofDecision(decided: Decided): ListedPayment {
  const { _id: paymentId, orderId, bookingId, userId, timeSlotId, amount, decidedAt: at } = decided;
  return { paymentId, orderId, bookingId, userId, timeSlotId, amount, at, decided };
}

function ofFailure({ paymentId, orderId, failedAt: at, failure }: FailedPayment): ListedPayment {
  const { userId, timeSlotId, amount, reason } = failure ?? {};
  return { paymentId, orderId, userId, timeSlotId, amount, at, ...(reason && { reason }) };
}

/** Only for days, people or sessions, which indexes find. The total of all payments means little and is slow. */
async function totalOf(
  money: AdminMoneyRepository,
  wanted: Search,
): Promise<NonNullable<AdminRows['figures']>> {
  if (wanted.choice === FAILED) return [];
  const isOfSome = wanted.sales?.every(({ userIds, slotIds }) => userIds ?? slotIds) ?? false;
  if (!isOfSome && wanted.from === undefined) return [];
  const sum = await money.sumPayments(wanted, MAX_SUMMED);
  return sum
    ? [
        { label: 'Paid, before refunds', value: formatInr(toPaise(sum.amount)) },
        ...(sum.count > MAX_COUNTED ? [{ label: 'Payments', value: sum.count.toLocaleString('en-IN') }] : []),
      ]
    : [{ label: 'Payments: choose fewer days to see their total', value: 'Over 10,000' }];
}

function toPaymentRow(
  payment: ListedPayment,
  { names, refunds }: FoundPayments,
  query: AdminListQuery,
): readonly TableCell[] {
  const { paymentId, orderId, bookingId, userId, timeSlotId, amount, at, decided } = payment;
  const facts = [idFact('Payment', paymentId), idFact('Order', orderId), idFact('Booking', bookingId)];
  const payer = userId === undefined ? { text: 'Ask Razorpay who tried' } : personCell(userId, names);
  return [
    // A payment may fail and be paid later: then it has two rows, and the paid one is the one to come back to.
    decided ? paymentCell(payer, paymentId, facts) : storyCell(payer, paymentId, facts),
    timeSlotId === undefined ? { text: '' } : sessionCell(timeSlotId, names, query),
    amount === undefined ? { text: '' } : amountCell(amount),
    momentCell(at, query),
    { text: decided?.reason ? refundReasonTexts[decided.reason].summary : (reasonIn(payment.reason) ?? '') },
    badgeCell(decided ? paymentBadge(decided, refunds.get(paymentId)) : failedPaymentBadge),
  ];
}

/** Times in UTC, amounts in rupees. A failed payment has no amount paid, so that the column can be added up. */
function toPaymentsCsv({ payments, names, refunds }: FoundPayments): string {
  const rows = payments.map((payment) => {
    const { paymentId, orderId, bookingId, at, decided } = payment;
    const refund = refunds.get(paymentId);
    return {
      decided_at: at.toISOString(),
      payment: paymentId,
      order: orderId,
      booking: bookingId,
      ...toNameFields(payment, names),
      paid_inr: decided && toRupeesText(toPaise(decided.amount)),
      fee_inr: decided && toRupeesText(toPaise(decided.fee)),
      status: (decided ? paymentBadge(decided, refund) : failedPaymentBadge).text,
      refund_inr: refund && toRupeesText(toPaise(refund.amount)),
    };
  });
  const ids = ['payment', 'order', 'booking'];
  const columns = ['decided_at', ...ids, ...nameFields, 'paid_inr', 'fee_inr', 'status', 'refund_inr'];
  return toCsv(rows, { columns });
}
