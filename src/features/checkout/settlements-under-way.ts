import { GatewayError } from '../../gateways/razorpay/index.ts';
import { BoundedMap } from '../../shared/maps.ts';
import { remainingMilliseconds, waitAtMost, withOwnDeadline } from '../../shared/waiting.ts';
import { type FinalSettlement, isFinal, type Settlement } from './complete-payment.ts';

/** Milliseconds that one settlement may take at Razorpay, however little time its first caller had left. */
const GATEWAY_BUDGET_MS = 9000;
/** Milliseconds that a process remembers a settlement: the webhooks of a payment come within seconds. */
const REMEMBERED_MS = 60_000;
const MAX_REMEMBERED = 2_000;

interface Payment {
  readonly orderId: string;
  readonly paymentId: string;
}

/**
 * The browser, the webhooks and the sweep often bring the same payment at the same time. Within a process they share
 * one settlement; between processes the conditional writes of SettlePayment decide. This memory only saves reads.
 * Correctness never depends on it.
 */
export class SettlementsUnderWay {
  private readonly underWay = new Map<string, Promise<Settlement>>();
  private readonly remembered = new BoundedMap<FinalSettlement>(MAX_REMEMBERED, REMEMBERED_MS);

  /**
   * Joins the running settlement of this payment, or begins one. Only a final result is shared: if it is pending, each
   * caller asks again.
   * @throws what the shared settlement throws, or GatewayError if the caller has no time left
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

  /** Resolves when the payment is not being settled any more, or when the caller's time is over. */
  async whenIdle(payment: Payment): Promise<void> {
    const settling = this.underWay.get(keyOf(payment));
    if (settling) await withinDeadline(settling).catch(() => undefined);
  }

  /** The result of a payment that this process settled recently. */
  recall(payment: Payment): FinalSettlement | undefined {
    return this.remembered.get(keyOf(payment));
  }

  private begin(payment: Payment, settle: () => Promise<Settlement>): Promise<Settlement> {
    const key = keyOf(payment);
    const settling = withOwnDeadline(GATEWAY_BUDGET_MS, settle);
    // Another caller began meanwhile. This one runs in parallel, because a pending result may not be shared.
    if (this.underWay.has(key)) return settling;
    const watched = settling.finally(() => this.underWay.delete(key));
    this.underWay.set(key, watched);
    watched.then(
      (settlement) => isFinal(settlement) && this.remembered.set(key, settlement),
      () => undefined, // The callers that wait get the error.
    );
    return watched;
  }
}

function keyOf({ orderId, paymentId }: Payment): string {
  return `${orderId} ${paymentId}`;
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
