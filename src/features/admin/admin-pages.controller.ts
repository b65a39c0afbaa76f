import type { Request, Response } from 'express';
import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import { startOfDay, toLocalDay } from '../../shared/zoned-time.ts';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { type AdminOverview, adminOverviewView, toOverviewPage } from './overview.page.ts';
import { paymentStoryView, toPaymentStoryPage } from './payment-story.page.ts';
import type { PaymentStories } from './payment-story.ts';
import { midnightsOfTrend } from './trend.ts';

const PAYMENT_ID = /^pay_\w{1,40}$/;

export class AdminPagesController {
  constructor(
    private readonly overview: AdminOverview,
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
      this.overview.countByDay(midnights),
    ]);
    const page = toOverviewPage({ figures, latest, trend, midnights, today, timeZone, now });
    await renderPage(req, res, adminOverviewView, page, { title: page.heading });
  };

  showPayment = async (req: Request<{ paymentId: string }>, res: Response): Promise<void> => {
    const { paymentId } = req.params;
    if (!PAYMENT_ID.test(paymentId)) throw new DomainError('NOT_FOUND');
    const story = await this.stories.read(paymentId);
    const page = toPaymentStoryPage(story, { timeZone: currentUser(req).timeZone, now: this.clock.now() });
    await renderPage(req, res, paymentStoryView, page, { title: page.heading });
  };
}
