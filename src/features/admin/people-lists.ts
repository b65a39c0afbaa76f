import { paths } from '../../paths.ts';
import { formatInr, toPaise, toRupeesText } from '../../shared/money.ts';
import { toCsv } from '../../shared/text.ts';
import { endsAt, isOnSale, seatsLeft, type TimeSlotRecord } from '../slots/index.ts';
import {
  hrefOfRow,
  badgeCell,
  knownFacts,
  idFact,
  inWords,
  momentCell,
  amountCell,
  mentorCell,
  paymentCell,
  personCell,
  sessionCell,
  nameFields,
  toNameFields,
  bookingMoneyBadge,
  bookingStatusWords,
} from './admin-cells.ts';
import {
  aboutSearch,
  type AdminList,
  type AdminListQuery,
  dayFilters,
  daysOf,
  search,
  toSearch,
  knowSales,
  type KnownSales,
  type SaleSources,
} from './admin-list.ts';
import type { AdminMoneyRepository } from './admin-money.repository.ts';
import type { AdminPeopleRepository, Search } from './admin-people.repository.ts';
import type { AdminSlotsRepository } from './admin-slots.repository.ts';
import type { SaleSearch } from './sale-search.ts';
import type { TableCell } from './table.page.ts';

const roleWords = { user: 'User', mentor: 'Mentor', admin: 'Admin' } as const;
const kindWords = { mentor: 'Mentors', admin: 'Admins', disabled: 'Disabled', deleted: 'Deleted' };
const nothing: TableCell = { text: '' };

export function usersList(people: AdminPeopleRepository): AdminList {
  return {
    path: paths.adminUsers,
    title: 'Users',
    lead: 'Every account.',
    help: 'A name leads to all about the person. Disabling logs a person out and takes their sessions off sale; bookings stay.',
    emptyText: 'No such user.',
    columns: [
      { text: 'User', role: 'subject' },
      { text: 'Roles' },
      { text: 'Look at' },
      { text: 'Since' },
      { text: 'Status', role: 'status' },
      { text: 'Action', role: 'action' },
    ],
    choice: { name: 'role', label: 'Accounts', words: kindWords },
    filters: [search('Part of a name or e-mail, or an id')],
    load: async (query) => {
      const asked = await people.forgive(toSearch(query, 'role'));
      const [users, counts] = await Promise.all([
        people.listUsers(asked, query),
        people.countUserKinds(asked),
      ]);
      return {
        ...aboutSearch(asked),
        counts,
        rows: users.map(({ _id, name, email, handle, roles, createdAt, deletedAt, ...account }) => {
          const id = String(_id);
          const isDisabled = account.disabledAt !== undefined || account.deletingAt !== undefined;
          return [
            // Two people may share a name, but a handle is unique.
            {
              text: name,
              href: paths.adminUser(id),
              detail: handle ? `${email} · @${handle}` : email,
              facts: knownFacts([idFact('User', id)]),
            },
            { text: roles.map((role) => roleWords[role]).join(', ') },
            linksOfUser({ id, name, isMentor: roles.includes('mentor') }),
            momentCell(createdAt, query),
            statusOfAccount({ isDeleted: deletedAt !== undefined, isDisabled }),
            actionOnUser(id, {
              isDeleted: deletedAt !== undefined,
              isDisabled,
              isReader: id === query.readerId,
            }),
          ];
        }),
      };
    },
  };
}

/** The lists of what a caller may ask about. */
function linksOfUser({ id, name, isMentor }: { id: string; name: string; isMentor: boolean }): TableCell {
  return {
    text: 'Bookings',
    href: hrefOfRow(paths.adminBookings, id),
    hint: name,
    more: [
      { text: 'Payments', href: hrefOfRow(paths.adminPayments, id) },
      { text: 'Refunds', href: hrefOfRow(paths.adminRefunds, id) },
      { text: 'Mail', href: hrefOfRow(paths.adminMail, id) },
      ...(isMentor ? [{ text: 'Sessions', href: hrefOfRow(paths.adminSlots, id) }] : []),
    ],
  };
}

function statusOfAccount({ isDeleted, isDisabled }: { isDeleted: boolean; isDisabled: boolean }): TableCell {
  if (isDeleted) return badgeCell({ text: 'Deleted', tone: 'neutral' });
  return isDisabled
    ? badgeCell({ text: 'Disabled', tone: 'bad' })
    : badgeCell({ text: 'Active', tone: 'good' });
}

function actionOnUser(
  id: string,
  { isDeleted, isDisabled, isReader }: { isDeleted: boolean; isDisabled: boolean; isReader: boolean },
): TableCell {
  if (isDeleted) return nothing;
  if (isReader) return { text: 'You' };
  return isDisabled
    ? { text: 'Enable', postTo: paths.enableUser(id) }
    : { text: 'Disable', askAt: paths.disableUser(id) };
}

export function slotsList(people: AdminPeopleRepository, sessions: AdminSlotsRepository): AdminList {
  return {
    path: paths.adminSlots,
    title: 'Sessions',
    lead: 'Every session, the next one first.',
    help: 'Cancel one that its mentor cannot hold: every seat is refunded in full.',
    emptyText: 'No such session.',
    columns: [
      { text: 'Session', role: 'subject' },
      { text: 'Mentor' },
      { text: 'Price', role: 'amount', isNumber: true },
      { text: 'Seats sold', isNumber: true },
      { text: 'Status', role: 'status' },
      { text: 'Action', role: 'action' },
    ],
    choice: {
      name: 'status',
      label: 'Status',
      words: { upcoming: 'Upcoming', started: 'Started', cancelled: 'Cancelled' },
    },
    filters: [search('Words of a title, or an id'), ...dayFilters],
    load: async (query) => {
      const asked = await sessions.forgive(toSearch(query, 'status'), query.now);
      const [slots, counts] = await Promise.all([
        sessions.list(asked, query),
        sessions.countKinds(asked, query),
      ]);
      const names = await people.namesOf({ people: slots.map(({ mentorId }) => mentorId) });
      return {
        ...aboutSearch(asked),
        counts,
        rows: slots.map((slot) => {
          const id = String(slot._id);
          const canBeCancelled = isOnSale(slot, query.now);
          return [
            {
              text: slot.title,
              href: paths.slot(id),
              detail: momentCell(slot.scheduledAt, query).text,
              facts: knownFacts([idFact('Session', id), idFact('Mentor', slot.mentorId)]),
            },
            mentorCell(slot.mentorId, names),
            { text: formatInr(toPaise(slot.price)), isNumber: true },
            { text: `${slot.currentStudents} of ${slot.maxStudents}`, isNumber: true },
            statusOfSlot(slot, query.now),
            canBeCancelled ? { text: 'Cancel', askAt: paths.adminCancelSlot(id) } : nothing,
          ];
        }),
      };
    },
  };
}

function statusOfSlot(
  slot: Pick<TimeSlotRecord, 'status' | 'scheduledAt' | 'duration' | 'maxStudents' | 'currentStudents'>,
  now: Date,
): TableCell {
  if (slot.status === 'cancelled') return badgeCell({ text: 'Cancelled', tone: 'neutral' });
  if (isOnSale(slot, now))
    return badgeCell(
      seatsLeft(slot) === 0 ? { text: 'Full', tone: 'warning' } : { text: 'Open', tone: 'good' },
    );
  return endsAt(slot) > now
    ? badgeCell(bookingStatusWords.ONGOING)
    : badgeCell({ text: 'Over', tone: 'neutral' });
}

export function bookingsList(
  people: AdminPeopleRepository,
  money: AdminMoneyRepository,
  saleSearch: Pick<SaleSearch, 'find'>,
): AdminList {
  const searchOf = (query: AdminListQuery) => saleSearch.find(toSearch(query, 'status'), query.now);
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
      write: async (query) =>
        toBookingsCsv(await findBookings({ people, money }, { query, wanted: await searchOf(query) })),
    },
    load: async (query) => {
      const wanted = await searchOf(query);
      const [found, counts] = await Promise.all([
        findBookings({ people, money }, { query, wanted }),
        people.countBookingKinds(wanted),
      ]);
      const rows = found.bookings.map((booking) => toBookingRow(booking, found, query));
      return { ...aboutSearch(wanted), counts, rows };
    },
  };
}

interface FoundBookings extends KnownSales {
  readonly bookings: Awaited<ReturnType<AdminPeopleRepository['listBookings']>>;
}

async function findBookings(
  sources: SaleSources,
  { query, wanted }: { readonly query: AdminListQuery; readonly wanted: Search },
): Promise<FoundBookings> {
  const bookings = await sources.people.listBookings(wanted, query);
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
