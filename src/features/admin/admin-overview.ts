import type { Clock } from '../../shared/clock.ts';
import type { AdminMoneyRepository } from './admin-money.repository.ts';
import type { AdminPeopleRepository } from './admin-people.repository.ts';
import type { SiteFigures } from './overview.page.ts';

interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** What a crash left between two writes, as the sweep finds it. */
export interface LooseEnds {
  findSeats(period: Period): Promise<readonly { readonly paymentId: string }[]>;
  findIncompletePayments(period: Period): Promise<readonly string[]>;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Long enough for the webhook, the browser and the sweep. */
const UNSETTLED_AFTER_MS = 5 * MINUTE_MS;
/** A payment that stays undecided for longer is found by the ledger check. */
const LOOK_BACK_MS = 7 * DAY_MS;
const ODD_SLOTS_BACK_MS = 31 * DAY_MS;

/** Counts what an admin has to know at a glance. Reads MongoDB alone, so that it works while Razorpay is away. */
export class AdminOverview {
  constructor(
    private readonly money: AdminMoneyRepository,
    private readonly people: AdminPeopleRepository,
    private readonly looseEnds: LooseEnds,
    private readonly clock: Clock,
  ) {}

  async read(midnight: Date): Promise<SiteFigures> {
    const now = this.clock.now().getTime();
    const [paidToday, refunds, unsettled, waitingWebhooks, parkedMails, oddSlots] = await Promise.all([
      this.money.sumBooked(midnight),
      this.money.countRefunds(),
      this.countUnsettled(now),
      this.money.countWaitingWebhooks(new Date(now - MINUTE_MS)),
      this.money.countParkedMails(),
      this.people.countOddSlots(new Date(now - ODD_SLOTS_BACK_MS)),
    ]);
    const failedRefunds = refunds.get('FAILED') ?? 0;
    return { paidToday, failedRefunds, unsettled, waitingWebhooks, parkedMails, oddSlots };
  }

  /** A payment may be loose in both ways; it counts once. */
  private async countUnsettled(now: number): Promise<number> {
    const period = { from: new Date(now - LOOK_BACK_MS), to: new Date(now - UNSETTLED_AFTER_MS) };
    const [seats, incomplete] = await Promise.all([
      this.looseEnds.findSeats(period),
      this.looseEnds.findIncompletePayments(period),
    ]);
    return new Set([...seats.map(({ paymentId }) => paymentId), ...incomplete]).size;
  }
}
