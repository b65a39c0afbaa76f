import type { Services } from '../../compose.ts';
import { toOrderNotes } from '../../features/checkout/order-terms.ts';
import type { TimeSlot } from '../../features/slots/time-slot.ts';
import { newBookingId } from '../../shared/ids.ts';
import type { RazorpaySandbox } from '../razorpay-sandbox/index.ts';
import type { PastClock } from './fill-demo-data.ts';

export interface DemoSale {
  readonly bookingId: string;
  readonly orderId: string;
  readonly paymentId: string;
}

/** What the demo's past is written with. */
export interface DemoDesk {
  readonly services: Services;
  readonly sandbox: Pick<RazorpaySandbox, 'control'>;
  readonly clock: PastClock;
}

/**
 * A real order and a real payment at the sandbox, settled as any other: so the books agree. What happened in the past is
 * dated back at the sandbox too.
 */
export async function sellSeat(
  { services, sandbox, clock }: DemoDesk,
  slot: TimeSlot,
  { userId, note = '' }: { readonly userId: string; readonly note?: string },
): Promise<DemoSale> {
  const { razorpay, config, settlePayment } = services;
  const bookingId = newBookingId(clock);
  const terms = {
    bookingId,
    slotId: slot.id,
    userId,
    scheduledAt: slot.scheduledAt,
    duration: slot.duration,
    refundPolicy: slot.refundPolicy,
    note,
  };
  const order = await razorpay.createOrder({
    amount: slot.price,
    currency: 'INR',
    receipt: bookingId,
    notes: toOrderNotes(terms, config.site),
  });
  const { payment } = await sandbox.control.pay(order.id, { method: 'upi', webhooks: false });
  await settlePayment.settle({ orderId: order.id, paymentId: payment.id });
  const seconds = Math.round((Date.now() - clock.now().getTime()) / 1000);
  if (seconds > 0) await sandbox.control.backdateOrder(order.id, seconds);
  return { bookingId, orderId: order.id, paymentId: payment.id };
}
