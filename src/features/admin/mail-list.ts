import { paths } from '../../paths.ts';
import type { BadgeModel } from '../../web/partials.page.ts';
import type { SessionBookingRecord } from '../bookings/index.ts';
import type { MailKind, MailStatus } from '../notifications/index.ts';
import {
  badgeCell,
  knownFacts,
  idFact,
  inWords,
  momentCell,
  personCell,
  type Reader,
  sessionCell,
  textFact,
} from './admin-cells.ts';
import { aboutSearch, type AdminList, type SaleSources, search, toSearch } from './admin-list.ts';
import type { AdminMessagesRepository } from './admin-messages.repository.ts';
import type { TableCell } from './table.page.ts';

export const mailStatusWords: Readonly<Record<MailStatus, BadgeModel>> = {
  WAITING: { text: 'Waiting', tone: 'neutral' },
  SENT: { text: 'Sent', tone: 'good' },
  SKIPPED: { text: 'Not needed any more', tone: 'neutral' },
  PARKED: { text: 'Refused', tone: 'bad' },
};

const ownNames: Readonly<Partial<Record<MailKind, string>>> = {
  'reminder-day': 'Reminder, the day before',
  'reminder-hour': 'Reminder, the hour before',
  'waitlist-seat': 'Seat free for the waiting list',
  'verify-email': 'Please confirm your e-mail',
};

/** `seat-sold` becomes `Seat sold`. */
export function mailName(kind: MailKind): string {
  const text = ownNames[kind] ?? kind.replaceAll('-', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What a mail can be about. */
interface About {
  readonly kind: MailKind;
  readonly bookingId?: string;
  readonly paymentId?: string;
  readonly slotId?: string;
}

/** The booking of each mail; and the session that it is about: of its booking, of its payment, or its own. */
async function findObjects(mails: readonly About[], { money, people }: SaleSources) {
  const [byBooking, byPayment] = await Promise.all([
    people.bookingsOf(mails.flatMap(({ bookingId }) => bookingId ?? [])),
    money.salesOf(mails.flatMap(({ paymentId }) => paymentId ?? [])),
  ]);
  return {
    bookingOf: ({ bookingId = '' }: About) => byBooking.get(bookingId),
    slotOf: ({ bookingId = '', paymentId = '', slotId }: About): unknown =>
      slotId ?? byBooking.get(bookingId)?.timeSlotId ?? byPayment.get(paymentId)?.timeSlotId,
  };
}

interface WaitingMail {
  readonly status: MailStatus;
  /** A reminder has the time of the session. */
  readonly mail: { readonly kind: MailKind; readonly scheduledAt?: Date };
}

/** Why a reminder that waits will not be sent. It is dropped only when its time comes. */
export function whyCalledOff(
  { mail, status }: WaitingMail,
  booking: Pick<SessionBookingRecord, 'status' | 'scheduledAt'> | null | undefined,
): string | undefined {
  const isReminder = mail.kind === 'reminder-day' || mail.kind === 'reminder-hour';
  if (status !== 'WAITING' || !isReminder || !booking) return undefined;
  if (booking.status === 'CANCELLED') return 'the booking is cancelled';
  const isMoved = mail.scheduledAt !== undefined && +mail.scheduledAt !== +booking.scheduledAt;
  return isMoved ? 'the session has another time' : undefined;
}

/** Most mails are sent within seconds, of which nothing needs to be said. */
const AT_ONCE_MS = 5 * 60_000;

/** When a mail was sent, refused or found needless; and when it was written, if that was earlier. */
function endCell(
  { createdAt, finishedAt }: { createdAt: Date; finishedAt?: Date },
  reader: Reader,
): TableCell {
  const ended = momentCell(finishedAt ?? createdAt, reader);
  const isAtOnce = !finishedAt || +finishedAt - +createdAt < AT_ONCE_MS;
  return isAtOnce ? ended : { ...ended, detail: `Written ${momentCell(createdAt, reader).text}` };
}

export function mailList(messages: AdminMessagesRepository, { money, people }: SaleSources): AdminList {
  return {
    path: paths.adminMail,
    title: 'Mail',
    lead: 'Every mail of the last half year. A refused one needs you.',
    help: 'Find out why it was refused, correct the address, then send it again.',
    emptyText: 'No such mail.',
    columns: [
      { text: 'To', role: 'subject' },
      { text: 'Mail' },
      { text: 'Session' },
      { text: 'When' },
      { text: 'Note' },
      { text: 'Status', role: 'status' },
      { text: 'Action', role: 'action' },
    ],
    choice: { name: 'status', label: 'Status', words: inWords(mailStatusWords) },
    filters: [search('Part of a name or e-mail, or an id')],
    load: async (query) => {
      const asked = await people.withPeople(toSearch(query, 'status'));
      const [mails, counts] = await Promise.all([
        messages.listMails(asked, query),
        messages.countMailKinds(asked),
      ]);
      const { bookingOf, slotOf } = await findObjects(
        mails.map(({ mail }) => mail),
        { money, people },
      );
      const names = await people.namesOf({
        people: mails.map(({ mail }) => mail.userId),
        sessions: mails.map(({ mail }) => slotOf(mail)),
      });
      return {
        ...aboutSearch(asked),
        counts,
        rows: mails.map(({ _id: key, mail, status, nextAttemptAt, attempts, note, ...times }) => {
          const calledOff = whyCalledOff({ mail, status }, bookingOf(mail));
          return [
            personCell(mail.userId, names),
            {
              text: mailName(mail.kind),
              facts: knownFacts([
                nextAttemptAt ? textFact('Next attempt', momentCell(nextAttemptAt, query).text) : null,
                textFact('Attempts', attempts),
                idFact('Mail', key),
              ]),
            },
            slotOf(mail) ? sessionCell(slotOf(mail), names, query) : { text: '' },
            status === 'WAITING' && nextAttemptAt
              ? {
                  text: `${calledOff === undefined ? 'Goes out' : 'Dropped'} ${momentCell(nextAttemptAt, query).text}`,
                }
              : endCell(times, query),
            { text: calledOff ?? note ?? '' },
            badgeCell(mailStatusWords[status]),
            status === 'PARKED' ? { text: 'Send again', postTo: paths.adminRetryMail(key) } : { text: '' },
          ];
        }),
      };
    },
  };
}
