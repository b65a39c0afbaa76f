import { paths } from '../../paths.ts';
import { toPaise, toRupeesText } from '../../shared/money.ts';
import { toCsv } from '../../shared/text.ts';
import {
  amountCell,
  badgeCell,
  bookingMoneyBadge,
  bookingStatusWords,
  idFact,
  inWords,
  nameFields,
  paymentCell,
  personCell,
  sessionCell,
  toNameFields,
} from './admin-cells.ts';
import {
  aboutSearch,
  type AdminList,
  type AdminListQuery,
  daysOf,
  knowSales,
  type KnownSales,
  type SaleSources,
  search,
} from './admin-list.ts';
import type { AdminPeopleRepository } from './admin-people.repository.ts';
import type { Paging, Search } from './admin-search.repository.ts';
import type { SaleSearch } from './sale-search.ts';
import type { TableCell } from './table.page.ts';

export function bookingsList(sources: SaleSources, saleSearch: Pick<SaleSearch, 'find'>): AdminList {
  const searchOf = (query: AdminListQuery) => saleSearch.find(query, 'status');
  return {
    path: paths.adminBookings,
    title: 'Bookings',
    lead: 'Every paid seat. A name leads to the story of its payment.',
    help: 'The address opens the ids, a session leads to its row.',
    emptyText: 'No such booking.',
    columns: [
      { text: 'Attendee', role: 'subject' },
      { text: 'Session' },
      { text: 'Paid', role: 'amount', isNumber: true },
      { text: 'Money' },
      { text: 'Status', role: 'status' },
    ],
    choice: { name: 'status', label: 'Status', words: inWords(bookingStatusWords) },
    filters: [search('Name, e-mail, session, amount or id'), ...daysOf('Booked from', 'Booked until')],
    csv: {
      path: paths.adminBookingsCsv,
      name: 'bookings.csv',
      write: async (query) => toBookingsCsv(await findBookings(sources, await searchOf(query), query)),
    },
    load: async (query) => {
      const wanted = await searchOf(query);
      const [found, counts] = await Promise.all([
        findBookings(sources, wanted, query),
        sources.people.countBookingKinds(wanted),
      ]);
      const rows = found.bookings.map((booking) => toBookingRow(booking, found, query));
      return { ...aboutSearch(wanted), counts, rows };
    },
  };
}

interface FoundBookings extends KnownSales {
  readonly bookings: Awaited<ReturnType<AdminPeopleRepository['listBookings']>>;
}

async function findBookings(sources: SaleSources, wanted: Search, paging: Paging): Promise<FoundBookings> {
  const bookings = await sources.people.listBookings(wanted, paging);
  const sales = bookings.map(({ userId, timeSlotId, paymentDetails }) => ({
    userId,
    timeSlotId,
    paymentId: paymentDetails.razorpayPaymentId,
  }));
  return { bookings, ...(await knowSales(sales, sources)) };
}

function toBookingRow(
  booking: FoundBookings['bookings'][number],
  { names, refunds }: FoundBookings,
  query: AdminListQuery,
): readonly TableCell[] {
  const { razorpayPaymentId, razorpayOrderId } = booking.paymentDetails;
  return [
    paymentCell(personCell(booking.userId, names), razorpayPaymentId, [
      idFact('Booking', booking._id),
      idFact('Payment', razorpayPaymentId),
      idFact('Order', razorpayOrderId),
    ]),
    sessionCell(booking.timeSlotId, names, query),
    amountCell(booking.amount),
    badgeCell(bookingMoneyBadge(booking, refunds.get(razorpayPaymentId))),
    badgeCell(bookingStatusWords[booking.status]),
  ];
}

/** Times in UTC, amounts in rupees. */
function toBookingsCsv({ bookings, names, refunds }: FoundBookings): string {
  const rows = bookings.map((booking) => {
    const { razorpayPaymentId, razorpayOrderId } = booking.paymentDetails;
    const refund = refunds.get(razorpayPaymentId);
    return {
      booked_at: booking.createdAt.toISOString(),
      booking: booking._id,
      payment: razorpayPaymentId,
      order: razorpayOrderId,
      ...toNameFields(booking, names),
      paid_inr: toRupeesText(toPaise(booking.amount)),
      money: bookingMoneyBadge(booking, refund).text,
      status: bookingStatusWords[booking.status].text,
    };
  });
  const columns = ['booked_at', 'booking', 'payment', 'order', ...nameFields, 'paid_inr', 'money', 'status'];
  return toCsv(rows, { columns });
}
