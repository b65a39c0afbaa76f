import { paths } from '../../paths.ts';
import { formatMoment } from '../../web/session-time.ts';
import { type MailStatus, mailStatuses, type OutboxRecord } from '../notifications/index.ts';
import { type AdminList, search, select } from './admin-list.ts';
import type { AdminListsRepository } from './admin-lists.repository.ts';
import { userCell } from './people-lists.ts';
import type { TableCell } from './table.page.ts';

const tones = {
  WAITING: 'neutral',
  SENT: 'good',
  SKIPPED: 'neutral',
  PARKED: 'bad',
} as const satisfies Record<MailStatus, TableCell['tone']>;

export function mailList(lists: AdminListsRepository): AdminList {
  return {
    path: paths.adminMail,
    title: 'Mail',
    lead: 'Every mail of the last half year, by what it is about. A parked one was refused for good: find out why, then send it again.',
    emptyText: 'No such mail.',
    columns: [
      { text: 'Mail' },
      { text: 'User' },
      { text: 'Written' },
      { text: 'Next try' },
      { text: 'State' },
      { text: 'Tries', isNumber: true },
      { text: 'Note' },
      { text: 'Act' },
    ],
    filters: [search('Id of user, booking or payment'), select('status', 'State', mailStatuses)],
    load: async ({ filters, timeZone, ...paging }) => {
      const [mails, parked] = await Promise.all([
        lists.listMails(filters.q, filters.status, paging),
        lists.countParkedMails(),
      ]);
      return {
        rows: mails.map((mail) => mailRow(mail, timeZone)),
        figures: [{ label: 'Parked', value: String(parked), tone: parked > 0 ? 'bad' : 'good' }],
      };
    },
  };
}

function mailRow(record: OutboxRecord, timeZone: string): readonly TableCell[] {
  const { _id: key, mail, status, createdAt, nextAttemptAt, attempts, note = '' } = record;
  return [
    { text: key, isCode: true },
    userCell(mail.userId),
    { text: formatMoment(createdAt, timeZone) },
    { text: nextAttemptAt ? formatMoment(nextAttemptAt, timeZone) : '' },
    { text: status, tone: tones[status] },
    { text: String(attempts), isNumber: true },
    { text: note },
    status === 'PARKED' ? { text: 'Send again', postTo: paths.adminRetryMail(key) } : { text: '' },
  ];
}
