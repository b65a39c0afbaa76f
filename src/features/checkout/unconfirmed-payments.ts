import { GatewayError, orderProgress, type RazorpayGateway } from '../../gateways/razorpay/index.ts';
import { withDeadline } from '../../shared/waiting.ts';
import type { TimeSlot, TimeSlotRepository } from '../slots/index.ts';
import type { PaymentDecisionRepository } from './payment-decision.repository.ts';
import type { PendingBooking } from './pending-booking.ts';

export interface UnconfirmedPayment {
  readonly draft: PendingBooking;
  readonly slot: TimeSlot;
}

export interface FoundPayments {
  readonly payments: readonly UnconfirmedPayment[];
  /** Whether Razorpay did not answer about some drafts. They may have been paid. */
  readonly isIncomplete: boolean;
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

  /** The unconfirmed payments of a session's drafts. */
  async findAmong(drafts: readonly PendingBooking[]): Promise<FoundPayments> {
    const latest = drafts.slice(-MAX_DRAFTS);
    const checked = await withDeadline(BUDGET_MS, () =>
      Promise.all(latest.map((draft) => this.check(draft))),
    );
    return {
      payments: checked.filter((payment) => typeof payment === 'object'),
      isIncomplete: checked.includes('unanswered'),
    };
  }

  private async check(draft: PendingBooking): Promise<UnconfirmedPayment | 'unanswered' | undefined> {
    if (draft.orderId === undefined) return undefined;
    const decided = await this.decisions.listOfBooking(draft.bookingId);
    if (decided.length > 0) return undefined;
    const progress = await this.progressOf(draft.orderId);
    if (progress !== 'pending') return progress === 'unanswered' ? progress : undefined;
    const slot = await this.slots.findById(draft.timeSlotId);
    return slot && { draft, slot };
  }

  private async progressOf(orderId: string) {
    try {
      return orderProgress(await this.razorpay.fetchOrderPayments(orderId));
    } catch (error) {
      if (error instanceof GatewayError) return 'unanswered';
      throw error;
    }
  }
}
