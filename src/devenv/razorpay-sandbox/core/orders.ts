import { newId, type Notes, omit, type Order, type OrderRecord, unixNow } from './entities.ts';
import { badRequest, unknownId } from './errors.ts';
import type { SandboxStore } from './store.ts';

export interface NewOrder {
  readonly amount: number;
  readonly currency: string;
  readonly receipt: string | null;
  readonly notes: Notes;
  readonly uniqueReceipt: boolean;
  readonly captureMode: OrderRecord['capture_mode'];
}

const SHOWN_FOR_S = 180 * 24 * 60 * 60;

export class Orders {
  constructor(private readonly store: SandboxStore) {}

  /** A new order, or the existing one with the same receipt if receipts are unique. */
  create(request: NewOrder): OrderRecord {
    const existing =
      request.uniqueReceipt && request.receipt !== null
        ? this.store.orders.of(request.receipt)[0]
        : undefined;
    if (existing) return existing;
    return this.store.orders.save({
      id: newId('order'),
      entity: 'order',
      amount: request.amount,
      amount_paid: 0,
      amount_due: request.amount,
      currency: request.currency,
      receipt: request.receipt,
      offer_id: null,
      status: 'created',
      attempts: 0,
      notes: request.notes,
      created_at: unixNow(),
      capture_mode: request.captureMode,
    });
  }

  /** @throws ApiError if there is none */
  get(id: string): OrderRecord {
    const order = this.store.orders.get(id);
    if (!order) throw unknownId();
    return order;
  }

  /** As the API shows it: old orders are not shown. @throws ApiError */
  show(id: string): Order {
    const order = this.get(id);
    if (unixNow() - order.created_at > SHOWN_FOR_S)
      throw badRequest('Order older than 180 days, please use reports.');
    return presentOrder(order);
  }

  /** Cash on delivery. */
  markPlaced(id: string): OrderRecord {
    return this.store.orders.save({ ...this.get(id), status: 'placed' });
  }

  markAttempted(order: OrderRecord): OrderRecord {
    const status = order.status === 'created' ? 'attempted' : order.status;
    return this.store.orders.save({ ...order, status, attempts: order.attempts + 1 });
  }

  markPaid(order: OrderRecord, amount: number): OrderRecord {
    const paid = Math.min(order.amount, order.amount_paid + amount);
    return this.store.orders.save({
      ...order,
      status: 'paid',
      amount_paid: paid,
      amount_due: order.amount - paid,
    });
  }

  /** Whether a payment of the order was authorised or captured, even if refunded since. */
  hasSuccessfulPayment(orderId: string): boolean {
    return this.store.payments
      .of(orderId)
      .some(({ status }) => status === 'authorized' || status === 'captured' || status === 'refunded');
  }

  /** Makes an order and its payments older, for code that only looks at old ones. */
  backdate(id: string, seconds: number): OrderRecord {
    for (const payment of this.store.payments.of(id)) {
      this.store.payments.save({ ...payment, created_at: payment.created_at - seconds });
    }
    const order = this.get(id);
    return this.store.orders.save({ ...order, created_at: order.created_at - seconds });
  }
}

/** Without the internal fields. */
export function presentOrder(record: OrderRecord): Order {
  return omit(record, 'capture_mode');
}
