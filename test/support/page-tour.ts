import { paths } from '../../src/paths.ts';
import { adminPages } from './admin-desk.ts';
import type { InhabitedSite } from './inhabited-site.ts';
import { errorStops, refusedForms } from './refused-stops.ts';

/** A page, the person who sees it, and the way to it. */
export interface Stop {
  readonly name: string;
  readonly who: Who;
  readonly path: string;
  /** Default: 200. */
  readonly status?: number;
  /**
   * Fills in and submits a form of the page. The stop is then the answer, or the page that it redirects to.
   */
  readonly send?: {
    readonly action: string;
    /** Selects among forms with the same action: the value of the hidden field `form`. */
    readonly form?: string;
    readonly fields: Readonly<Record<string, string>>;
  };
}

export type Who = 'visitor' | keyof InhabitedSite['people'];

/** Every page in every state that looks different. */
export function stopsOf(site: InhabitedSite): readonly Stop[] {
  return [
    ...forVisitors(site),
    ...refusedForms(site),
    ...journeyStops(site),
    ...bookingStops(site),
    ...mentorStops(site),
    ...adminStops(site),
    ...accountStops(site),
    ...errorStops(site),
  ];
}

function forVisitors({ slots, handles }: InhabitedSite): readonly Stop[] {
  const who = 'visitor';
  const pages = [paths.register, paths.login, paths.terms, paths.privacy, paths.refunds, paths.contact];
  return [
    { name: 'home', who, path: paths.home },
    { name: 'time zone', who, path: `${paths.timeZone}?returnTo=/` },
    { name: 'home page 2', who, path: `${paths.home}?page=2` },
    {
      name: 'home filtered',
      who,
      path: `${paths.home}?topic=Databases&maxPrice=2000&from=never&available=1`,
    },
    { name: 'home nothing found', who, path: `${paths.home}?q=nothing+of+the+kind` },
    { name: 'mentor', who, path: paths.mentorProfile('meera-iyer') },
    { name: 'mentor without sessions', who, path: paths.mentorProfile(handles.newMentor) },
    { name: 'slot', who, path: paths.slot(slots.group!.id) },
    { name: 'slot full', who, path: paths.slot(slots.full!.id) },
    { name: 'slot over', who, path: paths.slot(slots.over!.id) },
    { name: 'slot cancelled', who, path: paths.slot(slots.cancelled!.id) },
    ...pages.map((path) => ({ name: path.slice(1), who, path }) as const),
  ];
}

function journeyStops({ slots, bookings }: InhabitedSite): readonly Stop[] {
  const who = 'asha';
  const result = (name: string) =>
    ({ name: `result ${name}`, who, path: paths.checkoutResult(bookings[name]!) }) as const;
  return [
    { name: 'home logged in', who, path: paths.home },
    { name: 'slot with form', who, path: paths.slot(slots.toPay!.id) },
    { name: 'slot booked', who, path: paths.slot(slots.next!.id) },
    { name: 'slot full for a user', who: 'newcomer', path: paths.slot(slots.full!.id) },
    { name: 'slot waited for', who, path: paths.slot(slots.waitedFor!.id) },
    { name: 'slot with long words', who, path: paths.slot(slots.unbroken!.id) },
    { name: 'slot with long title', who: 'newcomer', path: paths.slot(slots.long!.id) },
    { name: 'checkout', who, path: paths.checkout(bookings.unpaid!) },
    { name: 'checkout of long words', who, path: paths.checkout(bookings.failed!) },
    ...['unpaid', 'failed', 'pending', 'full', 'mismatch', 'twice', 'closed', 'requested'].map(result),
  ];
}

function bookingStops({ bookings }: InhabitedSite): readonly Stop[] {
  const who = 'asha';
  const shown = ['next', 'long', 'moved', 'movedLate', 'givenUp', 'cancelledByMentor', 'over'];
  return [
    { name: 'dashboard', who, path: paths.dashboard },
    { name: 'dashboard empty', who: 'newcomer', path: paths.dashboard },
    ...shown.map((name) => ({ name: `booking ${name}`, who, path: paths.booking(bookings[name]!) }) as const),
    { name: 'receipt', who, path: paths.bookingReceipt(bookings.long!) },
    { name: 'receipt refunded', who, path: paths.bookingReceipt(bookings.givenUp!) },
    { name: 'cancel', who, path: paths.cancelBooking(bookings.next!) },
    { name: 'cancel for half at most', who, path: paths.cancelBooking(bookings.movedLate!) },
    { name: 'reschedule', who, path: paths.rescheduleBooking(bookings.next!) },
    { name: 'reschedule for half at most', who, path: paths.rescheduleBooking(bookings.movedLate!) },
    { name: 'reschedule without choice', who, path: paths.rescheduleBooking(bookings.long!) },
    { name: 'moved session', who, path: paths.movedBooking(bookings.moved!) },
  ];
}

function mentorStops({ slots }: InhabitedSite): readonly Stop[] {
  const who = 'meera';
  return [
    { name: 'mentor sessions', who, path: paths.mentor },
    { name: 'mentor sessions page 2', who, path: `${paths.mentor}?page=2` },
    { name: 'mentor sessions empty', who: 'newMentor', path: paths.mentor },
    { name: 'mentor new session', who, path: paths.newSlot },
    { name: 'mentor duplicate', who, path: `${paths.newSlot}?copy=${slots.group!.id}` },
    { name: 'mentor session sold', who, path: paths.mentorSlot(slots.group!.id) },
    { name: 'mentor session unsold', who, path: paths.mentorSlot(slots.toPay!.id) },
    { name: 'mentor session over', who, path: paths.mentorSlot(slots.over!.id) },
    { name: 'mentor session cancelled', who, path: paths.mentorSlot(slots.cancelled!.id) },
    { name: 'mentor own slot', who, path: paths.slot(slots.group!.id) },
    { name: 'mentor profile', who, path: paths.ownProfile },
    {
      name: 'mentor profile with calendar',
      who,
      path: paths.ownProfile,
      send: { action: paths.renewCalendar, fields: {} },
    },
    { name: 'mentor profile long name', who: 'newMentor', path: paths.ownProfile },
    { name: 'mentor earnings', who, path: paths.earnings },
    { name: 'mentor earnings empty', who: 'newMentor', path: paths.earnings },
  ];
}

function adminStops({ slots, ids }: InhabitedSite): readonly Stop[] {
  const day = new Date().toISOString().slice(0, 10);
  const lists = adminPages.map(
    (path) => ({ name: path.slice(1).replace('/', ' '), who: 'admin', path }) as const,
  );
  return [
    ...lists,
    {
      name: 'admin payments of days',
      who: 'admin',
      path: `${paths.adminPayments}?from=2026-01-01&to=${day}`,
    },
    { name: 'admin ledger checked', who: 'admin', path: `${paths.adminLedger}?from=${day}&to=${day}` },
    {
      name: 'admin ledger refused',
      who: 'admin',
      path: `${paths.adminLedger}?from=2026-01-01&to=2026-12-31`,
    },
    { name: 'admin person', who: 'admin', path: paths.adminUser(ids.asha) },
    { name: 'admin asks', who: 'admin', path: paths.adminCancelSlot(slots.full!.id) },
    { name: 'admin users none', who: 'admin', path: `${paths.adminUsers}?q=nobody` },
  ];
}

function accountStops({ tokens }: InhabitedSite): readonly Stop[] {
  return [
    { name: 'account', who: 'asha', path: paths.account },
    { name: 'account delete', who: 'asha', path: paths.deleteAccount },
    {
      name: 'account refused',
      who: 'asha',
      path: paths.account,
      status: 422,
      send: {
        action: paths.account,
        fields: { currentPassword: 'wrong', newPassword: 'short' },
        form: 'password',
      },
    },
    { name: 'forgot', who: 'visitor', path: paths.forgotPassword },
    { name: 'forgot sent', who: 'visitor', path: `${paths.forgotPassword}?sent=1` },
    { name: 'reset', who: 'visitor', path: paths.resetPassword(tokens.reset) },
    { name: 'reset used', who: 'visitor', path: paths.resetPassword('used'), status: 404 },
    { name: 'verify', who: 'asha', path: paths.verifyEmail(tokens.verify) },
    { name: 'verify used', who: 'asha', path: paths.verifyEmail('used'), status: 404 },
  ];
}
