import { GatewayError } from '../../gateways/razorpay/index.ts';
import { BoundedMap } from '../../shared/maps.ts';
import { remainingMilliseconds, waitAtMost, withOwnDeadline } from '../../shared/waiting.ts';
import type { SessionBooking } from '../bookings/index.ts';
import type { Refund, RefundReason } from '../refunds/index.ts';

/** What became of a payment. Only `booked` and `refunded` are final. */
export type Settlement =
  | { readonly kind: 'booked'; readonly booking: SessionBooking }
  | { readonly kind: 'refunded'; readonly reason: RefundReason; readonly refund: Refund }
  /** Nothing taken yet, or taken and not captured: nothing is written, and asking again is right. */
  | { readonly kind: 'pending'; readonly bookingId: string; readonly paymentId: string }
  /** Failed so far: it can still be authorised late. */
  | { readonly kind: 'failed'; readonly bookingId: string; readonly paymentId: string }
  /** No order of ours, or not of this payment, or not of this person. */
  | { readonly kind: 'unknown' };

export type FinalSettlement = Extract<Settlement, { kind: 'booked' | 'refunded' }>;

/** Milliseconds that one settlement may take with Razorpay, however little time whoever began it had left. */
const GATEWAY_BUDGET_MS = 9000;
/** Milliseconds for which a process remembers what it has settled: the webhooks of a payment come within seconds. */
const REMEMBERED_MS = 60_000;
const MAX_REMEMBERED = 2_000;

interface Payment {
  readonly orderId: string;
  readonly paymentId: string;
}

interface Remembered {
  readonly settlement: FinalSettlement;
  readonly until: number;
}

/**
 * The browser, the webhooks and the sweep often bring the same payment at the same moment. In one process they share one
 * settlement; between processes the conditional writes of SettlePayment decide. This memory only
 * saves reads: correctness never depends on it.
 */
export class SettlementsUnderWay {
  private readonly underWay = new Map<string, Promise<Settlement>>();
  private readonly remembered = new BoundedMap<Remembered>(MAX_REMEMBERED);

  /**
   * Joins the settlement under way of this payment, or begins one. Only what is final is shared: of a payment that was
   * still pending a moment ago, each caller asks anew.
   * @throws what the shared settlement throws, or GatewayError when the caller has no time left to wait for it
   */
  async share(payment: Payment, settle: () => Promise<Settlement>): Promise<Settlement> {
    const joined = this.underWay.get(keyOf(payment));
    if (joined) {
      const settlement = await withinDeadline(joined);
      if (isFinal(settlement)) return settlement;
    }
    if (remainingMilliseconds() < 1) throw noTimeLeft();
    return withinDeadline(this.begin(payment, settle));
  }

  /** Resolves when the payment is not being settled, however that ended; sooner when the caller has no time left. */
  async whenIdle(payment: Payment): Promise<void> {
    const settling = this.underWay.get(keyOf(payment));
    if (settling) await withinDeadline(settling).catch(() => undefined);
  }

  /** What became of a payment that this process has settled a moment ago. */
  recall(payment: Payment): FinalSettlement | undefined {
    const found = this.remembered.get(keyOf(payment));
    return found && found.until > performance.now() ? found.settlement : undefined;
  }

  private begin(payment: Payment, settle: () => Promise<Settlement>): Promise<Settlement> {
    const key = keyOf(payment);
    const settling = withOwnDeadline(GATEWAY_BUDGET_MS, settle);
    if (this.underWay.has(key)) return settling;
    const watched = settling.finally(() => this.underWay.delete(key));
    this.underWay.set(key, watched);
    watched.then(
      (settlement) => this.remember(key, settlement),
      () => undefined, // Whoever waits hears of it.
    );
    return watched;
  }

  private remember(key: string, settlement: Settlement): void {
    if (!isFinal(settlement)) return;
    this.remembered.set(key, { settlement, until: performance.now() + REMEMBERED_MS });
  }
}

function keyOf({ orderId, paymentId }: Payment): string {
  return `${orderId} ${paymentId}`;
}

export function isFinal(settlement: Settlement): settlement is FinalSettlement {
  return settlement.kind === 'booked' || settlement.kind === 'refunded';
}

async function withinDeadline(settling: Promise<Settlement>): Promise<Settlement> {
  const left = remainingMilliseconds();
  if (left === Number.POSITIVE_INFINITY) return settling;
  const settlement = await waitAtMost(left, settling);
  if (!settlement) throw noTimeLeft();
  return settlement;
}

function noTimeLeft(): GatewayError {
  return new GatewayError('unavailable', { message: 'Razorpay: no time left' });
}
