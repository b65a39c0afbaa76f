import { paths } from '../../paths.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import { formatMoment } from '../../web/session-time.ts';
import { isOnSale, type TimeSlotRecord } from '../slots/index.ts';
import { type AdminList, search, select } from './admin-list.ts';
import type { AdminListsRepository } from './admin-lists.repository.ts';
import type { TableCell } from './table.page.ts';

/** A cell that leads to the users found by this id. */
export function userCell(userId: unknown): TableCell {
  const id = String(userId);
  return { text: id, isCode: true, href: `${paths.adminUsers}?q=${id}` };
}

function slotCell(slotId: unknown): TableCell {
  const id = String(slotId);
  return { text: id, isCode: true, href: `${paths.adminSlots}?q=${id}` };
}

export function paymentCell(paymentId: string): TableCell {
  return { text: paymentId, isCode: true, href: `${paths.adminBookings}?q=${encodeURIComponent(paymentId)}` };
}

export function usersList(lists: AdminListsRepository): AdminList {
  return {
    path: paths.adminUsers,
    title: 'Users',
    lead: 'Disabling an account ends its log-ins at once, refunds what it is paying for, and takes what it gives off sale. Bookings stay: cancel a mentor’s sessions in their list.',
    emptyText: 'No such user.',
    columns: [
      { text: 'User' },
      { text: 'Name' },
      { text: 'E-mail' },
      { text: 'Roles' },
      { text: 'Since' },
      { text: 'State' },
      { text: 'Act' },
    ],
    filters: [search('Name, e-mail or id'), select('role', 'Role', ['user', 'mentor', 'admin'])],
    load: async ({ filters, timeZone, ...paging }) => {
      const users = await lists.listUsers(filters.q, filters.role, paging);
      return {
        rows: users.map(({ _id, name, email, roles, createdAt, disabledAt, deletedAt }) => [
          { text: String(_id), isCode: true, href: `${paths.adminBookings}?q=${String(_id)}` },
          { text: name },
          { text: email },
          { text: roles.join(', ') },
          { text: formatMoment(createdAt, timeZone) },
          deletedAt
            ? { text: 'Deleted' }
            : disabledAt
              ? { text: 'Disabled', tone: 'bad' }
              : { text: 'In use', tone: 'good' },
          actOnUser(String(_id), {
            isDeleted: deletedAt !== undefined,
            isDisabled: disabledAt !== undefined,
          }),
        ]),
      };
    },
  };
}

function actOnUser(
  id: string,
  { isDeleted, isDisabled }: { isDeleted: boolean; isDisabled: boolean },
): TableCell {
  if (isDeleted) return { text: '' };
  return isDisabled
    ? { text: 'Enable', postTo: paths.enableUser(id) }
    : { text: 'Disable', postTo: paths.disableUser(id) };
}

export function slotsList(lists: AdminListsRepository): AdminList {
  return {
    path: paths.adminSlots,
    title: 'Sessions',
    lead: 'Every session that mentors have opened. Cancelling one refunds every seat in full, as when its mentor does it.',
    emptyText: 'No such session.',
    columns: [
      { text: 'Session' },
      { text: 'Title' },
      { text: 'Mentor' },
      { text: 'Starts' },
      { text: 'Price', isNumber: true },
      { text: 'Seats', isNumber: true },
      { text: 'State' },
      { text: 'Act' },
    ],
    filters: [search('Title, or id of session or mentor'), select('status', 'State', ['open', 'cancelled'])],
    load: async ({ filters, timeZone, now, ...paging }) => {
      const slots = await lists.listSlots(filters.q, filters.status, paging);
      return {
        rows: slots.map((slot) => [
          { text: String(slot._id), isCode: true, href: paths.slot(String(slot._id)) },
          { text: slot.title },
          userCell(slot.mentorId),
          { text: formatMoment(slot.scheduledAt, timeZone) },
          { text: formatInr(toPaise(slot.price)), isNumber: true },
          { text: `${slot.currentStudents} of ${slot.maxStudents}`, isNumber: true },
          { text: slot.status, tone: slot.status === 'open' ? 'good' : 'neutral' },
          cancelCell(slot, now),
        ]),
      };
    },
  };
}

function cancelCell(slot: TimeSlotRecord, now: Date): TableCell {
  if (!isOnSale(slot, now)) return { text: '' };
  return {
    text: 'Cancel',
    postTo: paths.adminCancelSlot(String(slot._id)),
    confirm: `Refund ${slot.currentStudents} and cancel`,
  };
}

export function bookingsList(lists: AdminListsRepository): AdminList {
  return {
    path: paths.adminBookings,
    title: 'Bookings',
    lead: 'Paid seats. Search by the id of a booking, payment, order, user, mentor or session.',
    emptyText: 'No such booking.',
    columns: [
      { text: 'Booking' },
      { text: 'User' },
      { text: 'Session' },
      { text: 'Starts' },
      { text: 'Paid', isNumber: true },
      { text: 'Payment' },
      { text: 'State' },
      { text: 'Money' },
    ],
    filters: [search('Id'), select('status', 'State', ['SCHEDULED', 'ONGOING', 'COMPLETED', 'CANCELLED'])],
    load: async ({ filters, timeZone, ...paging }) => {
      const bookings = await lists.listBookings(filters.q, filters.status, paging);
      return {
        rows: bookings.map((booking) => [
          { text: booking._id, isCode: true },
          userCell(booking.userId),
          slotCell(booking.timeSlotId),
          { text: formatMoment(booking.scheduledAt, timeZone) },
          { text: formatInr(toPaise(booking.amount)), isNumber: true },
          {
            text: booking.paymentDetails.razorpayPaymentId,
            isCode: true,
            href: `${paths.adminRefunds}?q=${booking.paymentDetails.razorpayPaymentId}`,
          },
          { text: booking.status },
          { text: booking.paymentStatus },
        ]),
      };
    },
  };
}
