import type { Request, Response } from 'express';
import type { Clock } from '../../shared/clock.ts';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { earningsView, toEarningsCsv, toEarningsPage } from './earnings.page.ts';
import { earningsByMonth, type EarningsRepository, seatsAhead } from './earnings.repository.ts';

export class EarningsController {
  constructor(
    private readonly earnings: EarningsRepository,
    private readonly clock: Clock,
  ) {}

  show = async (req: Request, res: Response): Promise<void> => {
    const { id, timeZone } = currentUser(req);
    const seats = await this.earnings.listSoldSeats(id);
    const ahead = earningsByMonth(seatsAhead(seats, this.clock.now()), timeZone);
    const page = toEarningsPage(earningsByMonth(seats, timeZone), { ahead, timeZone });
    await renderPage(req, res, earningsView, page, { title: 'Earnings' });
  };

  download = async (req: Request, res: Response): Promise<void> => {
    const { id, timeZone } = currentUser(req);
    const csv = toEarningsCsv(earningsByMonth(await this.earnings.listSoldSeats(id), timeZone));
    res.set('Cache-Control', 'no-store').attachment('earnings.csv').type('text/csv').send(csv);
  };
}
