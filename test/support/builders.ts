import type { MadePayment, PayInput } from '../../src/devenv/razorpay-sandbox/index.ts';
import type { SessionBooking } from '../../src/features/bookings/session-booking.ts';
import { offerTerms, toOrderNotes, type OrderTerms } from '../../src/features/checkout/order-terms.ts';
import type { PaymentToSettle } from '../../src/features/checkout/settle-payment.ts';
import type { NewRefund } from '../../src/features/refunds/refund.ts';
import type { TimeSlot } from '../../src/features/slots/time-slot.ts';
import { newBookingId } from '../../src/shared/ids.ts';
import { toPaise } from '../../src/shared/money.ts';
import type { Site } from './site.ts';

/** Creates a user without using the form. Returns the id. */
export async function createUser({ services }: Pick<Site, 'services'>): Promise<string> {
  const email = `user.${crypto.randomUUID()}@example.com`;
  const result = await services.users.insert({
    name: 'Asha Rao',
    email,
    passwordHash: 'not-a-hash',
    roles: ['user'],
  });
  if (result.outcome !== 'inserted') throw new Error(`No user: ${result.outcome}`);
  return result.user.id;
}

/**
 * Creates an order at Razorpay for a seat, as preparing a booking does, but without a login session. Creates
 * a user if none is given.
 */
export async function openSale(
  site: Pick<Site, 'services' | 'clock'>,
  slot: TimeSlot,
  details: Partial<Pick<OrderTerms, 'userId' | 'bookingId' | 'scheduledAt'>> = {},
): Promise<OrderTerms> {
  const { razorpay, config } = site.services;
  const bookingId = newBookingId(site.clock);
  const userId = details.userId ?? (await createUser(site));
  const sale = { ...offerTerms(slot, { bookingId, userId, note: 'A note' }), ...details };
  const order = await razorpay.createOrder({
    amount: slot.price,
    currency: 'INR',
    receipt: sale.bookingId,
    notes: toOrderNotes(sale, config.site),
  });
  const { id: orderId, amount, currency, createdAt: orderedAt } = order;
  return { ...sale, orderId, amount, currency, orderedAt };
}

export interface PaidSale {
  readonly sale: OrderTerms;
  readonly paymentId: string;
  /** The payment as `settlePayment` expects it. */
  readonly due: PaymentToSettle;
  readonly made: MadePayment;
}

/** Pays a sale in the sandbox. By default the payment is captured and no webhook arrives. */
export async function paySale(
  site: Pick<Site, 'sandbox'>,
  sale: OrderTerms,
  payment: PayInput = {},
): Promise<PaidSale> {
  const made = await site.sandbox.control.pay(sale.orderId, { webhooks: false, ...payment });
  const paymentId = made.payment.id;
  return { sale, paymentId, due: { orderId: sale.orderId, paymentId }, made };
}

/** Pays for a seat, settles the payment, and waits until everybody is told. */
export async function bookSeat(site: Site, slot: TimeSlot, userId?: string): Promise<SessionBooking> {
  const sale = await openSale(site, slot, userId === undefined ? {} : { userId });
  const settlement = await site.services.settlePayment.settle((await paySale(site, sale)).due);
  await site.services.bookingEvents.drain();
  if (settlement.kind !== 'booked') throw new Error(`Not booked: ${settlement.kind}`);
  return settlement.booking;
}

/** The refund due for a payment that could not be booked. */
export function owedFor(
  { sale, paymentId }: Pick<PaidSale, 'sale' | 'paymentId'>,
  details: Partial<NewRefund> = {},
): NewRefund {
  return {
    paymentId,
    orderId: sale.orderId,
    bookingId: sale.bookingId,
    userId: sale.userId,
    timeSlotId: sale.slotId,
    amount: toPaise(sale.amount),
    currency: sale.currency,
    reason: 'SLOT_FULL',
    ...details,
  };
}
