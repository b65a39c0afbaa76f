import { Temporal } from 'temporal-polyfill';
import type { Services } from '../../compose.ts';
import { offerTerms, toOrderNotes } from '../../features/checkout/order-terms.ts';
import type { NewTimeSlot } from '../../features/slots/time-slot.repository.ts';
import type { TimeSlot } from '../../features/slots/time-slot.ts';
import type { Clock } from '../../shared/clock.ts';
import { newBookingId } from '../../shared/ids.ts';
import { toPaise } from '../../shared/money.ts';
import type { RazorpaySandbox } from '../razorpay-sandbox/index.ts';
import type { DemoIds, demoMentors } from './demo-people.ts';
import { type DemoOffer, demoProgramme } from './demo-programme.ts';

/** A clock that can be set back for a while. */
export interface PastClock extends Clock {
  /** Runs the work as if it were that moment. */
  at<T>(moment: Date, work: () => Promise<T>): Promise<T>;
}

export interface DemoSale {
  readonly bookingId: string;
  readonly orderId: string;
  readonly paymentId: string;
}

export interface DemoBuyer {
  readonly userId: string;
  readonly note?: string;
}

/** The tools to write the demo's past. */
export interface DemoDesk {
  readonly services: Services;
  readonly sandbox: Pick<RazorpaySandbox, 'control'>;
  readonly clock: PastClock;
}

/**
 * Makes a real order and a real payment at the sandbox, and settles it as usual, so that the books agree. Past payments
 * are backdated at the sandbox, too.
 */
export async function sellSeat(desk: DemoDesk, slot: TimeSlot, buyer: DemoBuyer): Promise<DemoSale> {
  const { bookingId, orderId } = await orderSeat(desk, slot, buyer);
  const { payment } = await desk.sandbox.control.pay(orderId, { method: 'upi', webhooks: false });
  await desk.services.settlePayment.settle({ orderId, paymentId: payment.id });
  // The mails are written soon after, and must have the same past time.
  await desk.services.bookingEvents.drain();
  await backdate(desk, orderId);
  return { bookingId, orderId, paymentId: payment.id };
}

/** The same, but the bank declines the payment. */
export async function declineSeat(desk: DemoDesk, slot: TimeSlot, buyer: DemoBuyer): Promise<void> {
  const { orderId } = await orderSeat(desk, slot, buyer);
  const { payment } = await desk.sandbox.control.pay(orderId, { outcome: 'failed', webhooks: false });
  await tellSite(desk, 'payment.failed', { payment: { id: payment.id, order_id: orderId } });
  await backdate(desk, orderId);
}

/** Tells the site of an event as Razorpay does, and waits until it is handled: the site is not open yet. */
export async function tellSite(
  { services, clock }: Pick<DemoDesk, 'services' | 'clock'>,
  event: string,
  entities: Readonly<Record<string, object>>,
): Promise<void> {
  const payload = Object.fromEntries(Object.entries(entities).map(([name, entity]) => [name, { entity }]));
  const body = { event, payload, created_at: Math.round(clock.now().getTime() / 1000) };
  await services.webhookInbox.receive(Buffer.from(JSON.stringify(body)), undefined);
  await services.webhookInbox.drain();
}

async function orderSeat(
  { services, clock }: DemoDesk,
  slot: TimeSlot,
  { userId, note = '' }: DemoBuyer,
): Promise<{ readonly bookingId: string; readonly orderId: string }> {
  const { razorpay, config } = services;
  const bookingId = newBookingId(clock);
  const order = await razorpay.createOrder({
    amount: slot.price,
    currency: 'INR',
    receipt: bookingId,
    notes: toOrderNotes(offerTerms(slot, { bookingId, userId, note }), config.site),
  });
  return { bookingId, orderId: order.id };
}

async function backdate({ sandbox, clock }: DemoDesk, orderId: string): Promise<void> {
  const seconds = Math.round((Date.now() - clock.now().getTime()) / 1000);
  if (seconds > 0) await sandbox.control.backdateOrder(orderId, seconds);
}

type DemoSlot = Omit<NewTimeSlot, 'price' | 'refundPolicy' | 'meetingUrl'> & {
  readonly rupees: number;
  readonly refundPolicy?: NewTimeSlot['refundPolicy'];
};

type Mentor = (typeof demoMentors)[number];

export function openSlot({ services }: Pick<DemoDesk, 'services'>, slot: DemoSlot): Promise<TimeSlot> {
  const { rupees, refundPolicy = 'flexible', ...rest } = slot;
  return services.slots.create({
    ...rest,
    refundPolicy,
    price: toPaise(Math.round(rupees * 100)),
    meetingUrl: 'https://meet.example.com/demo',
  });
}

export function toNewSlot(offer: DemoOffer, mentor: Mentor, ids: DemoIds): Omit<DemoSlot, 'scheduledAt'> {
  const { title, description, topic, sessionType, duration, maxStudents, rupees, refundPolicy } = offer;
  const slot = { title, description, topic, sessionType, duration, maxStudents, rupees };
  return {
    ...slot,
    ...(refundPolicy && { refundPolicy }),
    mentorId: ids[mentor.email],
    timeZone: mentor.timeZone,
  };
}

/** Publishes the sessions of each mentor without future ones: at the first start, and when all are over. */
export async function openProgramme(
  desk: Pick<DemoDesk, 'services'>,
  ids: DemoIds,
  mentors: readonly Mentor[],
): Promise<readonly TimeSlot[]> {
  const { slots, clock } = desk.services;
  const opened = mentors.map(async (mentor) => {
    const upcoming = await slots.listUpcoming({ now: clock.now(), limit: 1, mentorId: ids[mentor.email] });
    if (upcoming.length > 0) return [];
    const { timeZone } = mentor;
    const wanted = demoProgramme[mentor.email].flatMap((offer) =>
      offer.days.map((inDays) => ({
        ...toNewSlot(offer, mentor, ids),
        scheduledAt: wallClock({ timeZone, inDays, hour: offer.hour }),
      })),
    );
    return Promise.all(wanted.map((slot) => openSlot(desk, slot)));
  });
  return (await Promise.all(opened)).flat();
}

/** The next of these hours of the day in the zone that begins after the moment. */
export function nextHour(
  after: Date,
  { timeZone, hours }: { timeZone: string; hours: readonly number[] },
): Date {
  const moments = [0, 1].flatMap((inDays) => hours.map((hour) => wallClock({ timeZone, inDays, hour })));
  const next = moments.find((moment) => moment > after);
  if (!next) throw new Error('The demo found no hour within two days');
  return next;
}

/** The moment of this hour in the zone, `inDays` days from today. */
export function wallClock(when: { timeZone: string; inDays: number; hour: number }): Date {
  const { timeZone, inDays, hour } = when;
  const today = Temporal.Now.zonedDateTimeISO(timeZone);
  const start = today.add({ days: inDays }).withPlainTime({ hour });
  return new Date(start.epochMilliseconds);
}
