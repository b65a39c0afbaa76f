import { GatewayError, orderProgress, type RazorpayGateway } from '../../gateways/razorpay/index.ts';
import { withDeadline } from '../../shared/waiting.ts';
import type { TimeSlot, TimeSlotRepository } from '../slots/index.ts';
import type { PaymentDecisionRepository } from './payment-decision.repository.ts';
import type { PendingBooking } from './pending-booking.ts';

export interface UnconfirmedPayment {
  readonly draft: PendingBooking;
  readonly slot: TimeSlot;
}

/** The latest drafts that are checked, so that the page does not cost a call per abandoned attempt. */
const MAX_DRAFTS = 5;

/** Milliseconds that the dashboard waits for Razorpay. The page is useful without the answer. */
const BUDGET_MS = 2_000;

/** Finds payments that Razorpay knows and that are not decided yet. */
export class UnconfirmedPayments {
  constructor(
    private readonly decisions: Pick<PaymentDecisionRepository, 'listOfBooking'>,
    private readonly razorpay: Pick<RazorpayGateway, 'fetchOrderPayments'>,
    private readonly slots: Pick<TimeSlotRepository, 'findById'>,
  ) {}

  /** The unconfirmed payments of a session's drafts. Drafts that Razorpay cannot be asked about now are left out. */
  async findAmong(drafts: readonly PendingBooking[]): Promise<readonly UnconfirmedPayment[]> {
    const latest = drafts.slice(-MAX_DRAFTS);
    const checked = await withDeadline(BUDGET_MS, () =>
      Promise.all(latest.map((draft) => this.check(draft))),
    );
    return checked.filter((payment) => payment !== undefined);
  }

  private async check(draft: PendingBooking): Promise<UnconfirmedPayment | undefined> {
    if (draft.orderId === undefined) return undefined;
    const decided = await this.decisions.listOfBooking(draft.bookingId);
    if (decided.length > 0 || !(await this.isUnderWay(draft.orderId))) return undefined;
    const slot = await this.slots.findById(draft.timeSlotId);
    return slot && { draft, slot };
  }

  private async isUnderWay(orderId: string): Promise<boolean> {
    try {
      return orderProgress(await this.razorpay.fetchOrderPayments(orderId)) === 'pending';
    } catch (error) {
      if (error instanceof GatewayError) return false;
      throw error;
    }
  }
}
