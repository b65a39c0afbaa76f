import { paths } from '../../paths.ts';
import { MAX_COUNTED, toCsv } from '../../shared/text.ts';
import { formatInr, toPaise, toRupeesText } from '../../shared/money.ts';
import { refundReasonTexts } from '../refunds/index.ts';
import {
  badgeCell,
  idFact,
  inWords,
  momentCell,
  amountCell,
  paymentCell,
  personCell,
  sessionCell,
  nameFields,
  toNameFields,
  hrefOfRow,
} from './admin-cells.ts';
import {
  type AdminList,
  type AdminListQuery,
  type AdminRows,
  dayFilters,
  search,
  toSearch,
} from './admin-list.ts';
import type { AdminMoneyRepository } from './admin-money.repository.ts';
import {
  type AdminPeopleRepository,
  BANK_REFERENCE,
  type Names,
  type Search,
} from './admin-people.repository.ts';
import { decisionWords, paymentBadge } from './admin-words.ts';
import type { TableCell } from './table.page.ts';

/** Razorpay's id of a payment. */
export const PAYMENT_ID = /^pay_\w{1,40}$/;

/** Maximum number of payments for a total. For more, the admin has to choose fewer days. */
const MAX_SUMMED = 10_000;

export function paymentsList(money: AdminMoneyRepository, people: AdminPeopleRepository): AdminList {
  const searchOf = (query: AdminListQuery) => people.withPeople(toSearch(query, 'outcome'));
  return {
    path: paths.adminPayments,
    title: 'Payments',
    lead: 'Every payment. A name leads to its whole story.',
    help: 'The address opens the ids. A payment that was paid back after its seat was given stays under “Seat given”. To find it:',
    helpLink: { text: 'Refunds', href: paths.adminRefunds },
    emptyText: 'No such payment.',
    elsewhere: ({ filters: { q = '' } }) => ({
      hint: 'Only money that we received is listed here, not payments that failed.',
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
      { text: 'Paid', isNumber: true },
      { text: 'When' },
      { text: 'Status', role: 'status' },
    ],
    choice: { name: 'outcome', label: 'Decided', words: inWords(decisionWords) },
    filters: [search('Part of a name or e-mail, or an id'), ...dayFilters],
    csv: {
      path: paths.adminPaymentsCsv,
      name: 'payments.csv',
      write: async (query) =>
        toPaymentsCsv(await findPayments({ money, people, query, wanted: await searchOf(query) })),
    },
    load: async (query) => {
      const wanted = await searchOf(query);
      const [found, counts, figures] = await Promise.all([
        findPayments({ money, people, query, wanted }),
        money.countPaymentKinds(wanted),
        totalOf(money, wanted),
      ]);
      return { rows: found.payments.map((payment) => toPaymentRow(payment, found, query)), counts, figures };
    },
  };
}

interface FoundPayments {
  readonly payments: Awaited<ReturnType<AdminMoneyRepository['listPayments']>>;
  readonly names: Names;
  readonly refunds: Awaited<ReturnType<AdminMoneyRepository['refundsOf']>>;
}

interface PaymentQuery {
  readonly money: AdminMoneyRepository;
  readonly people: AdminPeopleRepository;
  readonly query: AdminListQuery;
  readonly wanted: Search;
}

async function findPayments({ money, people, query, wanted }: PaymentQuery): Promise<FoundPayments> {
  const payments = await money.listPayments(wanted, query);
  const [names, refunds] = await Promise.all([
    people.namesOfSales(payments),
    money.refundsOf(payments.map(({ _id }) => _id)),
  ]);
  return { payments, names, refunds };
}

/** Only if days or people are chosen, which indexes find. The total of all payments means little and is slow. */
async function totalOf(
  money: AdminMoneyRepository,
  wanted: Search,
): Promise<NonNullable<AdminRows['figures']>> {
  if (wanted.userIds === undefined && wanted.from === undefined) return [];
  const sum = await money.sumPayments(wanted, MAX_SUMMED);
  return sum
    ? [
        { label: 'Paid, before refunds', value: formatInr(toPaise(sum.amount)) },
        ...(sum.count > MAX_COUNTED ? [{ label: 'Payments', value: sum.count.toLocaleString('en-IN') }] : []),
      ]
    : [{ label: 'Payments: choose fewer days to see their total', value: 'Over 10,000' }];
}

function toPaymentRow(
  payment: FoundPayments['payments'][number],
  { names, refunds }: FoundPayments,
  query: AdminListQuery,
): readonly TableCell[] {
  return [
    paymentCell(personCell(payment.userId, names), payment._id, [
      idFact('Payment', payment._id),
      idFact('Order', payment.orderId),
      idFact('Booking', payment.bookingId),
    ]),
    sessionCell(payment.timeSlotId, names, query),
    amountCell(payment.amount),
    momentCell(payment.decidedAt, query),
    {
      ...badgeCell(paymentBadge(payment, refunds.get(payment._id))),
      ...(payment.reason && { detail: refundReasonTexts[payment.reason].summary }),
    },
  ];
}

/** Times in UTC, amounts in rupees. */
function toPaymentsCsv({ payments, names, refunds }: FoundPayments): string {
  const rows = payments.map((payment) => {
    const refund = refunds.get(payment._id);
    return {
      decided_at: payment.decidedAt.toISOString(),
      payment: payment._id,
      order: payment.orderId,
      booking: payment.bookingId,
      ...toNameFields(payment, names),
      paid_inr: toRupeesText(toPaise(payment.amount)),
      fee_inr: toRupeesText(toPaise(payment.fee)),
      status: paymentBadge(payment, refund).text,
      refund_inr: refund && toRupeesText(toPaise(refund.amount)),
    };
  });
  const ids = ['payment', 'order', 'booking'];
  const columns = ['decided_at', ...ids, ...nameFields, 'paid_inr', 'fee_inr', 'status', 'refund_inr'];
  return toCsv(rows, { columns });
}
