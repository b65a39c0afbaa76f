import type { Clock } from '../../shared/clock.ts';
import type { RefundBacklogRepository } from '../refunds/index.ts';
import { paymentBadge } from './admin-cells.ts';
import type { AdminMessagesRepository } from './admin-messages.repository.ts';
import type { AdminMoneyRepository } from './admin-money.repository.ts';
import type { AdminPeopleRepository } from './admin-people.repository.ts';

interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** Work that a crash interrupted between two writes, as the sweep finds it. */
export interface LooseEnds {
  findSeats(period: Period): Promise<readonly { readonly paymentId: string }[]>;
  findIncompletePayments(period: Period): Promise<readonly string[]>;
}

const LATEST = 6;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Enough time for the webhook, the browser and the sweep. */
const UNSETTLED_AFTER_MS = 5 * MINUTE_MS;
/** The ledger check finds older faults. */
export const LOOK_BACK_DAYS = 7;
const LOOK_BACK_MS = LOOK_BACK_DAYS * DAY_MS;

/** Counts what an admin must know at a glance. Reads only MongoDB, so that it works while Razorpay is unavailable. */
export class AdminOverview {
  constructor(
    private readonly money: AdminMoneyRepository,
    private readonly messages: AdminMessagesRepository,
    private readonly people: AdminPeopleRepository,
    private readonly refundBacklog: Pick<RefundBacklogRepository, 'countByStatus'>,
    private readonly looseEnds: LooseEnds,
    private readonly clock: Clock,
  ) {}

  /** @param midnights the beginnings of yesterday and of today */
  async read(midnights: { readonly yesterday: Date; readonly today: Date }) {
    const now = this.clock.now().getTime();
    const [paidToday, paidYesterday, refunds, openDisputes, unsettled] = await Promise.all([
      this.money.sumBooked(midnights.today),
      this.money.sumBooked(midnights.yesterday, midnights.today),
      this.refundBacklog.countByStatus(),
      this.messages.countOpenDisputes(),
      this.countUnsettled(now),
    ]);
    const [waitingWebhooks, parkedMails, miscountedSlots] = await Promise.all([
      this.messages.countWaitingWebhooks(new Date(now - MINUTE_MS)),
      this.messages.countParkedMails(),
      this.people.countOddSlots(new Date(now - LOOK_BACK_MS)),
    ]);
    return {
      paidToday,
      paidYesterday,
      refundsUnderWay: refunds.DUE + refunds.REQUESTED,
      failedRefunds: refunds.FAILED,
      openDisputes,
      /** Payments without their booking or refund for more than five minutes. */
      unsettled,
      waitingWebhooks,
      parkedMails,
      /** Sessions whose seats do not match their count. */
      miscountedSlots,
    };
  }

  async latestPayments() {
    const payments = await this.money.listPayments({}, { skip: 0, limit: LATEST });
    const [{ people, sessions }, refunds] = await Promise.all([
      this.people.namesOfSales(payments),
      this.money.refundsOf(payments.map(({ _id }) => _id)),
    ]);
    return payments.map(({ _id: paymentId, amount, decidedAt, outcome, userId, timeSlotId }) => ({
      paymentId,
      /** In paise. */
      amount,
      decidedAt,
      payer: people.get(String(userId))?.name ?? 'Unknown account',
      session: sessions.get(String(timeSlotId))?.title ?? 'Unknown session',
      badge: paymentBadge({ outcome, amount }, refunds.get(paymentId)),
    }));
  }

  /** A payment that is incomplete in both ways counts once. */
  private async countUnsettled(now: number): Promise<number> {
    const period = { from: new Date(now - LOOK_BACK_MS), to: new Date(now - UNSETTLED_AFTER_MS) };
    const [seats, incomplete] = await Promise.all([
      this.looseEnds.findSeats(period),
      this.looseEnds.findIncompletePayments(period),
    ]);
    return new Set([...seats.map(({ paymentId }) => paymentId), ...incomplete]).size;
  }
}
