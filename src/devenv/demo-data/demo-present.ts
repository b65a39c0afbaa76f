import { Temporal } from 'temporal-polyfill';
import type { TimeSlot } from '../../features/slots/time-slot.ts';
import { toPaise } from '../../shared/money.ts';
import {
  declineSeat,
  type DemoBuyer,
  type DemoDesk,
  type DemoSale,
  nextHour,
  openSlot,
  sellSeat,
  tellSite,
  toNewSlot,
} from './demo-desk.ts';
import { type DemoIds, demoMentors, demoUsers } from './demo-people.ts';
import { demoProgramme } from './demo-programme.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The last days' examples: sessions, payments, refunds, mails and a dispute in every state that people have to know. */
export async function writePresent(desk: DemoDesk, ids: DemoIds, slots: readonly TimeSlot[]): Promise<void> {
  const slotOf = (title: string, list = slots): TimeSlot => {
    const found = list.find((slot) => slot.title.startsWith(title));
    if (!found) throw new Error(`The demo has no session “${title}”`);
    return found;
  };
  const lastOf = (title: string) => slotOf(title, [...slots].reverse());
  const toId = ({ email }: (typeof demoUsers)[number]) => ids[email];
  await startSession(desk, ids);
  await remind(desk, ids);
  await fillUp(desk, ids, slotOf('TypeScript without tears'));
  await cancelSession(desk, ids, slotOf('Your first ten customers'));
  await sellAndRefund(desk, ids['conor@example.com'], slotOf('MongoDB for people'));
  await sellOneByOne(desk, slotOf('MongoDB for people'), {
    userIds: demoUsers.slice(3, 7).map(toId),
    hours: 58,
  });
  await refundHalf(desk, ids['imran@example.com'], lastOf('TypeScript without tears'));
  await refuse(desk, ids, slotOf('TypeScript without tears'));
  await declinePayments(desk, ids, slotOf('Forms that people finish'));
  await sellEarlier(desk, slotOf('Carnatic singing'), {
    hours: 7,
    userId: ids['conor@example.com'],
    note: 'I sing in the shower only.',
  });
  await sellEarlier(desk, slotOf('System design'), {
    hours: 4,
    userId: ids['asha@example.com'],
    note: 'Could we do the ledger question?',
  });
  await sellOneByOne(desk, slotOf('Morning yoga'), { userIds: demoUsers.slice(3, 7).map(toId), hours: 11 });
  await sellEarlier(desk, slotOf('Morning yoga'), {
    hours: 1.8,
    userId: ids['neha@example.com'],
    isMailRefused: true,
  });
  await disputePayment(desk, ids['sofia@example.com']);
}

export const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS);

interface EarlierBuyer extends DemoBuyer {
  readonly hours: number;
  /** The buyer's mail server refuses the first mail. */
  readonly isMailRefused?: boolean;
}

/** Sold some hours ago, so that the lists of admins look like those of a site that is in use. */
function sellEarlier(
  desk: DemoDesk,
  slot: TimeSlot,
  { hours, isMailRefused = false, ...buyer }: EarlierBuyer,
): Promise<DemoSale> {
  return desk.clock.at(hoursAgo(hours), async () => {
    const sale = await sellSeat(desk, slot, buyer);
    if (isMailRefused) await refuseMail(desk, sale);
    await sendMails(desk, [sale]);
    return sale;
  });
}

/** Sends what is due by then. The mail about a finished refund would be written by the sweep. */
async function sendMails({ services }: DemoDesk, sales: readonly { paymentId: string }[]): Promise<void> {
  await services.bookingEvents.drain();
  for (const { paymentId } of sales) {
    const refund = await services.refundRepository.find(paymentId);
    if (refund?.status === 'PROCESSED') await services.notifications.refundProcessed(refund);
  }
  await services.mailDelivery.deliverDueMail();
}

/** The first one was sold so many hours ago, the others each two hours later or so. */
async function sellOneByOne(
  desk: DemoDesk,
  slot: TimeSlot,
  { userIds, hours }: { readonly userIds: readonly string[]; readonly hours: number },
): Promise<readonly DemoSale[]> {
  const sales: DemoSale[] = [];
  for (const [place, userId] of userIds.entries())
    sales.push(await sellEarlier(desk, slot, { userId, hours: hours - 2.3 * place }));
  return sales;
}

/** An open hour that began some minutes ago. At night it has a title for people who are awake then. */
async function startSession(desk: DemoDesk, ids: DemoIds): Promise<void> {
  const [mentor] = demoMentors;
  const quarter = 15 * MINUTE_MS;
  const scheduledAt = new Date(Math.floor((Date.now() - 10 * MINUTE_MS) / quarter) * quarter);
  const isNight = isAtNight(scheduledAt, mentor.timeZone);
  const slot = await desk.clock.at(hoursAgo(50), () =>
    openSlot(desk, {
      title: isNight ? 'Night shift: ask me anything' : 'Office hours: ask me anything',
      description: isNight
        ? 'An open hour for people who are on call tonight. Questions about payments, databases and interviews.'
        : 'An open hour for questions about payments, databases and interviews.',
      topic: 'Careers',
      sessionType: 'group',
      duration: 90,
      maxStudents: 12,
      rupees: 250,
      mentorId: ids[mentor.email],
      timeZone: mentor.timeZone,
      scheduledAt,
    }),
  );
  const userIds = demoUsers.slice(0, 4).map(({ email }) => ids[email]);
  await sellOneByOne(desk, slot, { userIds, hours: 33 });
}

function isAtNight(moment: Date, timeZone: string): boolean {
  const { hour } = Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone);
  return hour < 7 || hour > 21;
}

/** A session within a day that was sold days ago, so that the mailbox has a reminder. */
async function remind(desk: DemoDesk, ids: DemoIds): Promise<void> {
  const [, , mentor] = demoMentors;
  const [offer] = demoProgramme[mentor.email];
  if (!offer) return;
  const { timeZone } = mentor;
  const scheduledAt = nextHour(hoursAgo(-2), { timeZone, hours: [8, 12, 16, 20] });
  const slot = await openSlot(desk, { ...toNewSlot(offer, mentor, ids), scheduledAt });
  await sellEarlier(desk, slot, { hours: 75, userId: ids['asha@example.com'] });
}

/** Two people join the waiting list. */
async function fillUp(desk: DemoDesk, ids: DemoIds, slot: TimeSlot): Promise<void> {
  const userIds = demoUsers.slice(2, 6).map(({ email }) => ids[email]);
  await sellOneByOne(desk, slot, { userIds, hours: 130 });
  await desk.services.waitlist.join(slot.id, ids['asha@example.com']);
  await desk.services.waitlist.join(slot.id, ids['arjun@example.com']);
}

/** Paid after the last seat was sold, so refunded in full. */
async function refuse(desk: DemoDesk, ids: DemoIds, slot: TimeSlot): Promise<void> {
  await sellEarlier(desk, slot, { hours: 20, userId: ids['kavya@example.com'] });
}

async function cancelSession(desk: DemoDesk, ids: DemoIds, slot: TimeSlot): Promise<void> {
  const userIds = [ids['asha@example.com'], ids['neha@example.com']];
  const sales = await sellOneByOne(desk, slot, { userIds, hours: 100 });
  const reason = 'I am at my sister’s wedding. I am sorry; come in January.';
  await desk.clock.at(hoursAgo(70), async () => {
    await desk.services.slotCancellation.cancel(slot, reason);
    await sendMails(desk, sales);
  });
}

/** A refund that Razorpay has not processed yet. */
async function sellAndRefund(desk: DemoDesk, userId: string, slot: TimeSlot): Promise<void> {
  const { control } = desk.sandbox;
  await control.changeSettings({ refundStatus: 'pending' });
  try {
    const sale = await sellEarlier(desk, slot, { hours: 30, userId });
    await cancelEarlier(desk, { ...sale, userId, hours: 28 });
  } finally {
    await control.changeSettings({ refundStatus: 'processed' });
  }
}

/** A refund of one half, under the strict policy. */
async function refundHalf(desk: DemoDesk, userId: string, slot: TimeSlot): Promise<void> {
  const sale = await sellEarlier(desk, slot, { userId, hours: 48 });
  await cancelEarlier(desk, { ...sale, userId, hours: 9 });
}

/** One payer whose bank declined, and one who paid on the second attempt. */
async function declinePayments(desk: DemoDesk, ids: DemoIds, slot: TimeSlot): Promise<void> {
  const decline = (hours: number, userId: string) =>
    desk.clock.at(hoursAgo(hours), () => declineSeat(desk, slot, { userId }));
  await decline(6, ids['sofia@example.com']);
  await sellEarlier(desk, slot, { hours: 5.9, userId: ids['sofia@example.com'] });
  await decline(2, ids['arjun@example.com']);
}

/** The bank of somebody who was at a session asks why it was charged. */
async function disputePayment(desk: DemoDesk, userId: string): Promise<void> {
  const search = { text: userId, choice: 'BOOKED', before: hoursAgo(20 * 24) };
  const [payment] = await desk.services.adminMoney.listPayments(search, { skip: 0, limit: 1 });
  if (!payment) throw new Error('The demo has no payment that could be disputed');
  const { _id: paymentId, orderId, amount } = payment;
  await desk.clock.at(hoursAgo(26), () =>
    tellSite(desk, 'payment.dispute.created', {
      payment: { id: paymentId, order_id: orderId },
      dispute: {
        id: `disp_${paymentId.slice('pay_'.length)}`,
        payment_id: paymentId,
        amount,
        reason_code: 'goods_or_services_not_received_or_partially_received',
        status: 'open',
        respond_by: Math.round((Date.now() + 6 * DAY_MS) / 1000),
      },
    }),
  );
}

/** A mail that the attendee's mail server refused. Sent again, it arrives. */
async function refuseMail({ services }: DemoDesk, { bookingId }: DemoSale): Promise<void> {
  await services.bookingEvents.drain();
  const key = `booked:${bookingId}`;
  if (!(await services.outbox.find(key))) throw new Error('The demo has no mail that could be refused');
  await services.outbox.finish(key, 'PARKED', '552 5.2.2 The mailbox is full');
}

interface EarlierCancellation extends DemoSale {
  readonly userId: string;
  readonly hours: number;
}

async function cancelEarlier(desk: DemoDesk, { hours, userId, ...sale }: EarlierCancellation): Promise<void> {
  const request = { bookingId: sale.bookingId, userId, agreed: toPaise(0) };
  await desk.clock.at(hoursAgo(hours), async () => {
    await desk.services.cancelBooking.cancel(request);
    await sendMails(desk, [sale]);
  });
}
