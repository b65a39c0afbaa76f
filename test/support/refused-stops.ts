import { paths } from '../../src/paths.ts';
import type { InhabitedSite } from './inhabited-site.ts';
import type { Stop } from './page-tour.ts';

const UNKNOWN_ID = '0123456789abcdef01234567';

/** Forms that are sent with what they do not take. */
export function refusedForms({ slots }: InhabitedSite): readonly Stop[] {
  const long = 'x'.repeat(300);
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
      name: 'slot note refused',
      who: 'newcomer',
      path: paths.slot(slots.group!.id),
      status: 422,
      send: { action: paths.bookSlot(slots.group!.id), fields: { notes: long } },
    },
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
      send: { action: paths.mentorSlot(slots.group!.id), fields: { title: '', price: '1' } },
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

/** Pages of errors. */
export function errorStops({ slots }: InhabitedSite): readonly Stop[] {
  return [
    { name: 'error no page', who: 'visitor', path: '/no-such-page', status: 404 },
    { name: 'error no session', who: 'asha', path: paths.slot(UNKNOWN_ID), status: 404 },
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
