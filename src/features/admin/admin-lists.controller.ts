import type { Request, RequestHandler, Response } from 'express';
import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import { startOfDay } from '../../shared/zoned-time.ts';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { readPage } from '../../web/paging.ts';
import type { AuditTrail } from '../audit/index.ts';
import type { AdminPeopleRepository } from './admin-people.repository.ts';
import { type AdminList, readFilters } from './admin-list.ts';
import { ROWS_ON_A_PAGE, toListPage, toSections } from './admin-page.ts';
import { auditFilters, toAuditCsv, toAuditFilter } from './audit-list.ts';
import { type LedgerChecker, toLedgerRows } from './ledger-page.ts';
import { type AdminTablePage, adminTableView, type FilterField } from './table.page.ts';

/** Reading a longer period from Razorpay takes longer than a page can wait. The command line has no such limit. */
const MAX_DAYS = 31;
const DAY_MS = 86_400_000;

const ledgerFilters: readonly FilterField[] = [
  { name: 'from', label: 'From', type: 'date' },
  { name: 'to', label: 'Until', type: 'date' },
];

/** The read-only pages of the admin area. */
export class AdminListsController {
  constructor(
    private readonly auditTrail: AuditTrail,
    private readonly people: Pick<AdminPeopleRepository, 'idsOf'>,
    private readonly ledgerCheck: LedgerChecker,
    private readonly clock: Clock,
  ) {}

  show(list: AdminList): RequestHandler {
    return async (req, res) => {
      const filters = readFilters(req.query, list.filters);
      const page = readPage(req.query.page);
      const loaded = await list.load({
        filters,
        skip: (page - 1) * ROWS_ON_A_PAGE,
        limit: ROWS_ON_A_PAGE + 1,
        readerId: currentUser(req).id,
        timeZone: currentUser(req).timeZone,
        now: this.clock.now(),
      });
      const download = list.path === paths.adminAudit ? auditDownload(filters) : null;
      await showTable(req, res, toListPage({ list, filters, page, loaded, download }));
    };
  }

  sendAuditCsv = async (req: Request, res: Response): Promise<void> => {
    const filters = readFilters(req.query, auditFilters);
    const { timeZone } = currentUser(req);
    const events = await this.auditTrail.listAll(await toAuditFilter({ filters, timeZone }, this.people));
    res
      .set('Cache-Control', 'no-store')
      .attachment('audit.csv')
      .type('text/csv; charset=utf-8')
      .send(toAuditCsv(events));
  };

  /** Reads Razorpay's books and ours for the chosen days. Changes nothing. */
  checkLedger = async (req: Request, res: Response): Promise<void> => {
    const filters = readFilters(req.query, ledgerFilters);
    const period = toPeriod(filters, currentUser(req).timeZone);
    const isTooLong = period !== undefined && +period.to - +period.from > MAX_DAYS * DAY_MS;
    const report = period && !isTooLong ? await this.ledgerCheck.run(period) : undefined;
    await showTable(req, res, {
      heading: 'Ledger check',
      lead: `Compares Razorpay’s payments and refunds with our bookings, seats and refunds, over ${MAX_DAYS} days at most; for more use the command line. A gap counts only if a second look 5 seconds later still shows it.`,
      sections: toSections(paths.adminLedger),
      filter: {
        form: { values: filters, errors: isTooLong ? { to: `Choose ${MAX_DAYS} days at most.` } : {} },
        fields: ledgerFilters,
        submit: 'Check',
      },
      columns: [
        { text: 'Promise', role: 'subject' },
        { text: 'Problem' },
        { text: 'Details', role: 'facts' },
      ],
      pager: null,
      download: null,
      ...toLedgerRows(report),
    });
  };
}

function showTable(req: Request, res: Response, page: AdminTablePage): Promise<void> {
  return renderPage(req, res, adminTableView, page, { title: page.heading });
}

function auditDownload(filters: Readonly<Record<string, string>>): AdminTablePage['download'] {
  const query = new URLSearchParams(filters).toString();
  return { href: `${paths.adminAuditCsv}?${query}`, text: 'Download as CSV' };
}

/** Undefined without a first day. Without a last day, only the first day. */
function toPeriod({ from, to }: Readonly<Record<string, string>>, timeZone: string) {
  const start = from === undefined ? undefined : startOfDay(from, timeZone);
  const end = startOfDay(to ?? from ?? '', timeZone, 1);
  return start && end && start < end ? { from: start, to: end } : undefined;
}
