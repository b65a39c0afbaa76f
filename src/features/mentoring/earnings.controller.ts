import type { Request, Response } from 'express';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { earningsView, toEarningsCsv, toEarningsPage } from './earnings.page.ts';
import { earningsByMonth, type EarningsRepository } from './earnings.repository.ts';

export class EarningsController {
  constructor(private readonly earnings: EarningsRepository) {}

  show = async (req: Request, res: Response): Promise<void> => {
    const { timeZone } = currentUser(req);
    const page = toEarningsPage(await this.findMonths(req), timeZone);
    await renderPage(req, res, earningsView, page, { title: 'Earnings' });
  };

  download = async (req: Request, res: Response): Promise<void> => {
    const csv = toEarningsCsv(await this.findMonths(req));
    res.set('Cache-Control', 'no-store').attachment('earnings.csv').type('text/csv').send(csv);
  };

  private async findMonths(req: Request) {
    const { id, timeZone } = currentUser(req);
    return earningsByMonth(await this.earnings.listSoldSeats(id), timeZone);
  }
}
