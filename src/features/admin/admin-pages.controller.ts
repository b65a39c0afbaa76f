import type { Request, RequestHandler, Response } from 'express';
import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import { isObjectId } from '../../shared/ids.ts';
import { daysLater, startOfDay, toLocalDay } from '../../shared/zoned-time.ts';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { readPage } from '../../web/partials.page.ts';
import { pageBefore } from '../../web/return-to.ts';
import type { Paging } from './admin-search.repository.ts';
import { type AdminList, type AdminListQuery, dayFilters, fieldsOf, readFilters } from './admin-list.ts';
import { backFrom, ROWS_PER_PAGE, toListPage, toSections } from './admin-page.ts';
import { type LedgerChecker, type LedgerResults, toLastResult, toLedgerRows } from './ledger-page.ts';
import type { AdminOverview } from './admin-overview.ts';
import type { DailyCountsRepository } from './daily-counts.repository.ts';
import { adminOverviewView, midnightsOfTrend, toOverviewPage } from './overview.page.ts';
import { paymentStoryView, toPaymentStoryPage } from './payment-story.page.ts';
import type { PaymentStories } from './payment-story.ts';
import { PAYMENT_ID } from './payments-list.ts';
import { listsOfPerson, NEWEST, personView, toPersonPage } from './person.page.ts';
import { type AdminTablePage, adminTableView } from './table.page.ts';

/** The overview, and the story of one payment. */
export class AdminPagesController {
  constructor(
    private readonly overview: AdminOverview,
    private readonly dailyCounts: DailyCountsRepository,
    private readonly stories: PaymentStories,
    private readonly clock: Clock,
  ) {}

  showOverview = async (req: Request, res: Response): Promise<void> => {
    const { timeZone } = currentUser(req);
    const now = this.clock.now();
    const today = toLocalDay(now, timeZone);
    const midnights = midnightsOfTrend(today, timeZone);
    const [figures, latest, trend] = await Promise.all([
      this.overview.read({
        yesterday: startOfDay(today, timeZone, -1) ?? now,
        today: startOfDay(today, timeZone) ?? now,
      }),
      this.overview.latestPayments(),
      this.dailyCounts.count(midnights),
    ]);
    const page = toOverviewPage({ figures, latest, trend, midnights, today, timeZone, now });
    await renderPage(req, res, adminOverviewView, page, { title: page.heading });
  };

  showPayment = async (req: Request<{ paymentId: string }>, res: Response): Promise<void> => {
    const { paymentId } = req.params;
    if (!PAYMENT_ID.test(paymentId)) throw new DomainError('NOT_FOUND');
    const story = await this.stories.read(paymentId);
    const reader = { timeZone: currentUser(req).timeZone, now: this.clock.now() };
    const page = toPaymentStoryPage(story, reader, backFrom(pageBefore(req), paymentId));
    await renderPage(req, res, paymentStoryView, page, { title: page.heading });
  };
}

/** Reading a longer period from Razorpay takes longer than a page can wait. The command line has no such limit. */
const MAX_DAYS = 31;
/** Razorpay answers about no earlier day. */
const FIRST_DAY = '2000-01-01';
/** Rows of a file, the newest ones. */
const MAX_EXPORTED = 10_000;

/** All lists, as a page and as a file; what they have about one person; and the ledger check. */
export class AdminListsController {
  constructor(
    private readonly ledgerCheck: LedgerChecker,
    private readonly ledgerResults: LedgerResults,
    private readonly clock: Clock,
  ) {}

  show(list: AdminList): RequestHandler {
    return async (req, res) => {
      const page = readPage(req.query.page);
      const query = this.queryOf(req, list, {
        skip: (page - 1) * ROWS_PER_PAGE,
        limit: ROWS_PER_PAGE + 1,
      });
      const { filters } = query;
      const loaded = await list.load(query);
      const download = list.csv ? toDownload(list.csv.path, filters) : null;
      await showTable(req, res, toListPage({ list, filters, page, loaded, download }));
    };
  }

  /** What the lists have about one person. */
  showPerson(lists: readonly AdminList[]): RequestHandler<{ userId: string }> {
    return async (req, res) => {
      const { userId } = req.params;
      if (!isObjectId(userId)) throw new DomainError('NOT_FOUND');
      const { id, timeZone } = currentUser(req);
      const reader = { readerId: id, timeZone, now: this.clock.now() };
      const query = { ...reader, filters: { q: userId }, skip: 0, limit: NEWEST };
      const [users, ...others] = await Promise.all(
        [paths.adminUsers, ...listsOfPerson].flatMap((path) =>
          lists
            .filter((list) => list.path === path)
            .map(async (list) => ({ list, loaded: await list.load(query) })),
        ),
      );
      const page = users && toPersonPage(userId, users, others);
      if (!page) throw new DomainError('NOT_FOUND');
      await renderPage(req, res, personView, page, { title: page.heading });
    };
  }

  /** The rows of a list as a file, with the same filters. */
  sendCsv(list: AdminList, csv: NonNullable<AdminList['csv']>): RequestHandler {
    return async (req, res) => {
      const text = await csv.write(this.queryOf(req, list, { skip: 0, limit: MAX_EXPORTED }));
      res.set('Cache-Control', 'no-store').attachment(csv.name).type('text/csv; charset=utf-8').send(text);
    };
  }

  private queryOf(req: Request, list: AdminList, paging: Paging): AdminListQuery {
    const { id, timeZone } = currentUser(req);
    const filters = readFilters(req.query, fieldsOf(list));
    return { ...paging, filters, readerId: id, timeZone, now: this.clock.now() };
  }

  /** Reads Razorpay's books and ours for the chosen days; before that, offers today and shows the last result. */
  checkLedger = async (req: Request, res: Response): Promise<void> => {
    const filters = readFilters(req.query, dayFilters);
    const reader = { timeZone: currentUser(req).timeZone, now: this.clock.now() };
    const today = toLocalDay(reader.now, reader.timeZone);
    const errors = errorsOf(filters, today);
    const isRefused = Object.keys(errors).length > 0;
    const period = isRefused ? undefined : toPeriod(filters, reader.timeZone);
    const rows = period
      ? toLedgerRows(await this.ledgerCheck.run(period))
      : toLastResult(await this.ledgerResults.findLast(), reader);
    await showTable(req, res, {
      heading: 'Ledger check',
      lead: 'Compares Razorpay’s payments and refunds with our bookings, seats and refunds.',
      help: `${MAX_DAYS} days at most; for more use the command line. The payments of seats in sessions still to come are checked whenever they were made, so there may be more than on these days. A difference counts only if a second look 5 seconds later still finds it.`,
      sections: toSections(paths.adminLedger),
      filter: {
        form: {
          values: period || isRefused ? filters : { from: today, to: today },
          errors,
        },
        fields: dayFilters,
        kept: [],
        submit: 'Check',
      },
      columns: [
        { text: 'Promise', role: 'subject' },
        { text: 'Result', role: 'status' },
      ],
      choices: null,
      shown: null,
      corrected: null,
      note: null,
      wayOut: null,
      pager: null,
      download: null,
      ...rows,
    });
  };
}

function showTable(req: Request, res: Response, page: AdminTablePage): Promise<void> {
  return renderPage(req, res, adminTableView, page, { title: page.heading });
}

function toDownload(path: string, filters: Readonly<Record<string, string>>): AdminTablePage['download'] {
  return { href: `${path}?${new URLSearchParams(filters).toString()}`, text: 'Download as CSV' };
}

/** What is wrong with the chosen days (YYYY-MM-DD), by field. */
function errorsOf({ from, to = from }: Readonly<Record<string, string>>, today: string) {
  if (to === undefined) return {};
  if (from === undefined) return { from: 'Choose the first day, too.' };
  if (from < FIRST_DAY || from > today) return { from: 'Choose a day that has begun, of this century.' };
  if (to < from) return { to: 'Choose the first day or a later one.' };
  return to > daysLater(from, MAX_DAYS - 1) ? { to: `Choose ${MAX_DAYS} days at most.` } : {};
}

/** Undefined without a first day. Without a last day, only the first day. */
function toPeriod({ from, to }: Readonly<Record<string, string>>, timeZone: string) {
  const start = from === undefined ? undefined : startOfDay(from, timeZone);
  const end = startOfDay(to ?? from ?? '', timeZone, 1);
  return start && end && start < end ? { from: start, to: end } : undefined;
}
