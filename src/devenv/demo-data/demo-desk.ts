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
export async function sellSeat(
  { services, sandbox, clock }: DemoDesk,
  slot: TimeSlot,
  { userId, note = '' }: { readonly userId: string; readonly note?: string },
): Promise<DemoSale> {
  const { razorpay, config, settlePayment } = services;
  const bookingId = newBookingId(clock);
  const order = await razorpay.createOrder({
    amount: slot.price,
    currency: 'INR',
    receipt: bookingId,
    notes: toOrderNotes(offerTerms(slot, { bookingId, userId, note }), config.site),
  });
  const { payment } = await sandbox.control.pay(order.id, { method: 'upi', webhooks: false });
  await settlePayment.settle({ orderId: order.id, paymentId: payment.id });
  const seconds = Math.round((Date.now() - clock.now().getTime()) / 1000);
  if (seconds > 0) await sandbox.control.backdateOrder(order.id, seconds);
  return { bookingId, orderId: order.id, paymentId: payment.id };
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

/** The moment of this hour in the zone, `inDays` days from today. */
export function wallClock(when: { timeZone: string; inDays: number; hour: number }): Date {
  const { timeZone, inDays, hour } = when;
  const today = Temporal.Now.zonedDateTimeISO(timeZone);
  const start = today.add({ days: inDays }).withPlainTime({ hour });
  return new Date(start.epochMilliseconds);
}
