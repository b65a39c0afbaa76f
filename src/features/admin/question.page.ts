import { paths } from '../../paths.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import { countOf } from '../../shared/text.ts';
import { view } from '../../web/page-renderer.ts';
import { emptyForm, type FormModel } from '../../web/partials.page.ts';
import { formatMoment } from '../../web/session-time.ts';
import type { UserRecord } from '../accounts/index.ts';
import type { TimeSlotRecord } from '../slots/index.ts';
import type { Reader } from './admin-cells.ts';
import { toSections } from './admin-page.ts';
import type { AccountEffect } from './admin-people.repository.ts';
import type { AmountSum } from './admin-search.repository.ts';

export const REASON_MAX = 200;

export type AdminQuestionPage = ReturnType<typeof toDisableQuestion>;

export const adminQuestionView = view<AdminQuestionPage>('admin/question');

interface Asking {
  /** The list with the link to this page. */
  readonly backHref: string;
  /** The refused form. */
  readonly form?: FormModel;
}

/** Asks before an account is disabled. */
export function toDisableQuestion(
  { _id, name, email }: Pick<UserRecord, '_id' | 'name' | 'email'>,
  { sessions, bookings }: AccountEffect,
  { backHref, form = emptyForm }: Asking,
) {
  return {
    heading: `Disable ${name}?`,
    sections: toSections(paths.adminUsers),
    subject: { text: name, detail: email },
    effects: [
      'All log-ins of this account end at once, and it cannot log in again until an admin enables it.',
      'No money moves now. A payment that is under way is refunded in full.',
      sessions === 0
        ? 'It has no upcoming sessions.'
        : `${countOf(sessions, 'session goes', 'sessions go')} off sale. Seats that are sold stay: cancel the sessions to refund them.`,
      bookings === 0
        ? 'It has no upcoming bookings.'
        : `${countOf(bookings, 'booked seat stays', 'booked seats stay')} booked.`,
    ],
    reasonLabel: 'Reason (kept in the audit trail)',
    reasonMax: REASON_MAX,
    form,
    action: paths.disableUser(String(_id)),
    submit: 'Disable the account',
    backHref,
    keep: 'Leave it as it is',
  };
}

/** Asks before a session is cancelled instead of its mentor. */
export function toCancelQuestion(
  slot: Pick<TimeSlotRecord, '_id' | 'title' | 'scheduledAt' | 'currentStudents'>,
  paid: AmountSum,
  { timeZone, now, backHref, form = emptyForm }: Reader & Asking,
): AdminQuestionPage {
  const { _id, title, scheduledAt, currentStudents } = slot;
  return {
    heading: 'Cancel this session?',
    sections: toSections(paths.adminSlots),
    subject: { text: title, detail: formatMoment(scheduledAt, timeZone, now) },
    effects: [
      'Nobody can book it any more. This cannot be undone.',
      currentStudents === 0
        ? 'No seat is sold, so nothing is refunded.'
        : `${countOf(currentStudents, 'attendee gets', 'attendees get')} all of the money back, ${formatInr(toPaise(paid.amount))} in all, and a mail that says so.`,
    ],
    reasonLabel: 'Reason (attendees and the mentor read it)',
    reasonMax: REASON_MAX,
    form,
    action: paths.adminCancelSlot(String(_id)),
    submit: currentStudents === 0 ? 'Cancel the session' : `Refund ${currentStudents} and cancel the session`,
    backHref,
    keep: 'Keep the session',
  };
}
