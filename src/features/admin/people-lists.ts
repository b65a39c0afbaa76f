import { paths } from '../../paths.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import { endsAt, isOnSale, seatsLeft, type TimeSlotRecord } from '../slots/index.ts';
import {
  badgeCell,
  bookingStatusWords,
  hrefOfRow,
  idFact,
  knownFacts,
  mentorCell,
  momentCell,
} from './admin-cells.ts';
import { aboutSearch, type AdminList, dayFilters, search, toSearch } from './admin-list.ts';
import type { AdminPeopleRepository } from './admin-people.repository.ts';
import type { AdminSlotsRepository } from './admin-slots.repository.ts';
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
