import { paths } from '../../src/paths.ts';
import type { InhabitedSite } from './inhabited-site.ts';
import type { Stop } from './page-tour.ts';

const UNKNOWN_ID = '0123456789abcdef01234567';

/** Forms with values that are refused. */
export function refusedForms(site: InhabitedSite): readonly Stop[] {
  return [...refusedAccounts(site), ...refusedBookings(site), ...refusedSessions(site)];
}

function refusedAccounts({ tokens }: InhabitedSite): readonly Stop[] {
  return [
    {
      name: 'register refused',
      who: 'visitor',
      path: paths.register,
      status: 422,
      send: { action: paths.register, fields: { name: '', email: 'nobody', password: 'short' } },
    },
    {
      name: 'login refused',
      who: 'visitor',
      path: paths.login,
      status: 401,
      send: { action: paths.login, fields: { email: 'nobody@example.com', password: 'not the password' } },
    },
    {
      name: 'forgot refused',
      who: 'visitor',
      path: paths.forgotPassword,
      status: 422,
      send: { action: paths.forgotPassword, fields: { email: 'nobody' } },
    },
    {
      name: 'reset refused',
      who: 'visitor',
      path: paths.resetPassword(tokens.reset),
      status: 422,
      send: { action: paths.resetPassword(tokens.reset), fields: { password: 'short' } },
    },
    {
      name: 'account details refused',
      who: 'newcomer',
      path: paths.account,
      status: 422,
      send: { action: paths.account, fields: { name: '' }, form: 'details' },
    },
    {
      name: 'account address refused',
      who: 'newcomer',
      path: paths.account,
      status: 422,
      send: { action: paths.account, fields: { email: 'nobody', currentPassword: '' }, form: 'email' },
    },
    {
      name: 'account delete refused',
      who: 'newcomer',
      path: paths.deleteAccount,
      status: 422,
      send: { action: paths.deleteAccount, fields: { currentPassword: 'wrong' } },
    },
  ];
}

function refusedBookings({ slots, bookings }: InhabitedSite): readonly Stop[] {
  const next = bookings.next!;
  return [
    {
      name: 'slot note refused',
      who: 'newcomer',
      path: paths.slot(slots.group!.id),
      status: 422,
      send: { action: paths.bookSlot(slots.group!.id), fields: { notes: 'x'.repeat(300) } },
    },
    {
      name: 'cancel refused',
      who: 'asha',
      path: paths.cancelBooking(next),
      status: 422,
      send: { action: paths.cancelBooking(next), fields: { refundAmount: '99999999' } },
    },
    {
      name: 'reschedule refused',
      who: 'asha',
      path: paths.rescheduleBooking(next),
      status: 422,
      send: { action: paths.rescheduleBooking(next), fields: {} },
    },
    {
      name: 'reschedule for less refused',
      who: 'asha',
      path: paths.rescheduleBooking(next),
      status: 422,
      send: {
        action: paths.rescheduleBooking(next),
        fields: { slotId: slots.otherTime!.id, refundAmount: '99999999' },
      },
    },
    {
      name: 'moved session without an answer',
      who: 'asha',
      path: paths.movedBooking(bookings.moved!),
      status: 422,
      send: { action: paths.movedBooking(bookings.moved!), fields: {} },
    },
  ];
}

function refusedSessions({ slots }: InhabitedSite): readonly Stop[] {
  return [
    {
      name: 'new session refused',
      who: 'meera',
      path: paths.newSlot,
      status: 422,
      send: {
        action: paths.mentorSlots,
        fields: {
          title: '',
          duration: '1',
          maxStudents: '0',
          price: 'free',
          meetingUrl: 'http://example.com',
        },
      },
    },
    {
      name: 'edit refused',
      who: 'meera',
      path: paths.mentorSlot(slots.group!.id),
      status: 422,
      send: { action: paths.mentorSlot(slots.group!.id), fields: { title: '' } },
    },
    {
      name: 'cancel session refused',
      who: 'meera',
      path: paths.mentorSlot(slots.group!.id),
      status: 422,
      send: { action: paths.cancelSlot(slots.group!.id), fields: { reason: 'x'.repeat(501) } },
    },
    {
      name: 'profile refused',
      who: 'meera',
      path: paths.ownProfile,
      status: 422,
      send: { action: paths.ownProfile, fields: { name: '', handle: 'No handle!' } },
    },
  ];
}

/** Error pages. */
export function errorStops({ slots, bookings }: InhabitedSite): readonly Stop[] {
  return [
    { name: 'error no page', who: 'visitor', path: '/no-such-page', status: 404 },
    { name: 'error no session', who: 'asha', path: paths.slot(UNKNOWN_ID), status: 404 },
    { name: 'error cancelled', who: 'asha', path: paths.cancelBooking(bookings.givenUp!), status: 409 },
    {
      name: 'error forged payment',
      who: 'asha',
      path: paths.checkout(bookings.unpaid!),
      status: 400,
      send: { action: paths.razorpayCallback, fields: { razorpay_signature: 'forged' } },
    },
    { name: 'error not a mentor', who: 'asha', path: paths.mentor, status: 403 },
    {
      name: 'error expired form',
      who: 'newcomer',
      path: paths.slot(slots.group!.id),
      status: 403,
      send: { action: paths.bookSlot(slots.group!.id), fields: { _csrf: 'of yesterday' } },
    },
  ];
}
