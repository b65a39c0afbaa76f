import { Types } from 'mongoose';
import { slotValues } from '../../src/features/mentoring/slot-form.page.ts';
import { editedSlotSchema } from '../../src/features/mentoring/slot-form.schema.ts';
import type { TimeSlot } from '../../src/features/slots/time-slot.ts';
import { paths } from '../../src/paths.ts';
import { toLocalTime } from '../../src/shared/zoned-time.ts';
import { type Person, tokenFrom } from './browser-session.ts';
import { openSale, owedFor, paySale } from './builders.ts';
import { longTexts, openSlots, slotOf } from './inhabited-slots.ts';
import { book, bookAndPay, collection, logInAdmin, logInSomebody, orderOf, type Visitor } from './journey.ts';
import { type Site, type SiteOptions, startSite } from './site.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Marks the reads of the test itself, so that they differ from the application's reads. */
export const BY_THE_TEST = 'by the test';

type Role = 'asha' | 'newcomer' | 'meera' | 'newMentor' | 'admin';

/** A site with data for every state that a page can show, including the longest texts. */
export interface InhabitedSite extends Site {
  readonly people: Readonly<Record<Role, Visitor>>;
  readonly slots: Readonly<Record<string, TimeSlot>>;
  /** The mentors' handles by role. */
  readonly handles: { readonly newMentor: string };
  /** Tokens from the links in mails to Asha. */
  readonly tokens: { readonly reset: string; readonly verify: string };
  /** bookingIds by state. */
  readonly bookings: Readonly<Record<string, string>>;
  readonly ids: Ids;
}

/** @param begin called before any data is created */
export async function startInhabitedSite(
  begin?: (site: Site) => Promise<void>,
  options: SiteOptions = {},
): Promise<InhabitedSite> {
  const site = await startSite({ webhooks: false, ...options });
  await begin?.(site);
  const people = await registerPeople(site);
  const ids = await idsOf(site, people);
  await describeMeera(site, ids.meera);
  const past = await liveThroughLastMonths(site, ids);
  const slots = await openSlots(site, ids.meera);
  await sellToOthers(site, slots);
  const bookings = { ...(await bookForAsha(site, people.asha, slots)), ...past.bookings };
  const movedLate = await moveLate(site, ids.asha, slots);
  const refunds = await refuseAsha(site, ids.asha, slots);
  await changeMeerasPlans(site, slots);
  const [newMentor] = await site.services.users.findMentors([ids.newMentor]);
  const tokens = await mailTokens(site, ids.asha, people.asha.person.email);
  return {
    ...site,
    people,
    ids,
    tokens,
    handles: { newMentor: newMentor!.handle },
    slots: { ...slots, ...past.slots },
    bookings: { ...bookings, ...refunds, movedLate },
  };
}

async function registerPeople(site: Site): Promise<Record<Role, Visitor>> {
  const enter = (details: Partial<Person>): Promise<Visitor> => logInSomebody(site.app, details);
  return {
    admin: await logInAdmin(site, { name: 'Ada Admin' }),
    asha: await enter({ name: 'Asha Rao' }),
    newcomer: await enter({ name: longTexts.name }),
    meera: await enter({ name: 'Meera Iyer', role: 'mentor' }),
    newMentor: await enter({ name: longTexts.unbrokenName, role: 'mentor' }),
  };
}

async function mailTokens(site: Site, userId: string, email: string) {
  const create = async (purpose: 'reset-password' | 'verify-email') => {
    const { token } = await site.services.accountTokens.create(
      { userId, email, sessionEpoch: 0 },
      { purpose, lifetimeMs: HOUR_MS },
    );
    return token;
  };
  return { reset: await create('reset-password'), verify: await create('verify-email') };
}

type Ids = Readonly<Record<Role, string>>;

async function idsOf(site: Site, people: Record<Role, Visitor>): Promise<Ids> {
  const users = collection(site, 'users');
  const pairs = Object.entries(people).map(async ([role, { person }]) => {
    const user = await users.findOne({ email: person.email }, { comment: BY_THE_TEST });
    return [role, String(user?._id)] as const;
  });
  // Asha is abroad, so her pages show both time zones.
  await users.updateOne({ email: people.asha.person.email }, { $set: { timeZone: 'America/New_York' } });
  return Object.fromEntries(await Promise.all(pairs)) as Ids;
}

async function describeMeera(site: Site, meera: string): Promise<void> {
  const [seen] = await site.services.users.findMentors([meera]);
  await site.services.accounts.saveMentorProfile(meera, seen!, {
    name: 'Meera Iyer',
    handle: 'meera-iyer',
    headline: 'Staff engineer; fifteen years of payments, queues and databases',
    bio: 'I have interviewed four hundred people and was wrong about some of them.\n\nAsk me about both.',
    topics: ['System design', 'Databases', 'Interviews'],
    timeZone: 'Asia/Kolkata',
  });
}

/** Three past sessions, one in each of the last three months. One of them has a no-show. */
async function liveThroughLastMonths(site: Site, { asha, meera }: Ids) {
  const slots: Record<string, TimeSlot> = {};
  const bookings: Record<string, string> = {};
  for (const month of [3, 2, 1]) {
    site.clock.advance(-month * 30 * DAY_MS);
    const title = `Databases, evening ${4 - month}`;
    const slot = await slotOf(site, meera, { title, maxStudents: 6, sessionType: 'workshop' });
    const sales = [await openSale(site, slot, { userId: asha }), await openSale(site, slot)];
    for (const sale of sales) {
      const { due } = await paySale(site, sale);
      await site.services.settlePayment.settle(due);
    }
    site.clock.advance(month * 30 * DAY_MS);
    const [own] = sales;
    await site.services.mentorBookings.recordAttendance(slot.id, [own!.bookingId]);
    Object.assign(slots, { over: slot });
    Object.assign(bookings, { over: own!.bookingId });
  }
  await site.services.mentorMaintenance.run();
  return { slots, bookings };
}

type Slots = Awaited<ReturnType<typeof openSlots>>;

async function sellToOthers(site: Site, { group, full, waitedFor, moved, cancelled }: Slots): Promise<void> {
  for (const slot of [full, waitedFor, moved, cancelled]) await sell(site, slot);
  for (const name of ['Ravi Kumar', longTexts.name, longTexts.unbrokenName]) {
    const sale = await sell(site, group);
    await collection(site, 'users').updateOne({ _id: oid(sale.userId) }, { $set: { name } });
    await collection(site, 'sessionbookings').updateOne(
      { _id: sale.bookingId as never },
      { $set: { notes: longTexts.note.slice(0, 250) } },
    );
  }
}

async function sell(site: Site, slot: TimeSlot, userId?: string) {
  const sale = await openSale(site, slot, userId === undefined ? {} : { userId });
  const { due } = await paySale(site, sale);
  const settled = await site.services.settlePayment.settle(due);
  if (settled.kind !== 'booked') throw new Error(`Not booked but ${settled.kind}: ${slot.title}`);
  return sale;
}

function oid(id: string) {
  return new Types.ObjectId(id);
}

/** Asha's current bookings, a place on a waiting list, and checkouts in every state. */
async function bookForAsha(site: Site, asha: Visitor, slots: Slots): Promise<Record<string, string>> {
  const paid = async (slot: TimeSlot) => (await bookAndPay(site, asha, slot.id)).bookingId;
  const checkout = async (slot: TimeSlot, outcome?: 'failed' | 'created') => {
    const bookingId = await book(asha, slot.id, { notes: longTexts.note.slice(0, 250) });
    if (outcome) await site.sandbox.control.pay(await orderOf(asha, bookingId), { outcome, webhooks: false });
    return bookingId;
  };
  const bookings = {
    next: await paid(slots.next),
    long: await paid(slots.long),
    moved: await paid(slots.moved),
    cancelledByMentor: await paid(slots.cancelled),
    givenUp: await paid(slots.group),
    unpaid: await checkout(slots.toPay),
    failed: await checkout(slots.otherTime, 'failed'),
    pending: await checkout(slots.unbroken, 'created'),
  };
  const _csrf = await tokenFrom(asha.agent, paths.cancelBooking(bookings.givenUp));
  const refundAmount = String(slots.group.price);
  await asha.agent.post(paths.cancelBooking(bookings.givenUp)).type('form').send({ _csrf, refundAmount });
  await asha.agent.post(paths.joinWaitlist(slots.waitedFor.id)).type('form').send({ _csrf });
  return bookings;
}

/** Asha moves a booking at a time when cancelling it would refund only half. Returns the bookingId. */
async function moveLate(site: Site, asha: string, { tooSoon, instead }: Slots): Promise<string> {
  const { bookingId } = await sell(site, tooSoon, asha);
  const booking = await site.services.bookings.find(bookingId);
  await site.services.moveBooking.move(booking!, instead);
  return bookingId;
}

/** Asha's payments without a seat, for each reason, with refunds in each state. */
async function refuseAsha(site: Site, asha: string, slots: Slots): Promise<Record<string, string>> {
  const { control } = site.sandbox;
  const pay = async (
    slot: TimeSlot,
    { before, amount }: { before?: () => Promise<unknown>; amount?: number },
  ) => {
    const sale = await openSale(site, slot, { userId: asha });
    await before?.();
    const paid = await paySale(site, sale, amount === undefined ? {} : { amount });
    await site.services.settlePayment.settle(paid.due);
    return sale.bookingId;
  };
  const full = await pay(slots.late, { before: () => sell(site, slots.late) });
  const mismatch = await pay(slots.toPay, { amount: 100 });
  const twice = await pay(slots.next, {});
  const closed = await pay(slots.closed, {
    before: () => site.services.slotEditingRepository.close(slots.closed.id, ''),
  });
  await control.changeSettings({ refundStatus: 'pending' });
  const requested = await pay(slots.full, {});
  const failed = await openSale(site, slots.full, { userId: asha });
  const sold = await paySale(site, failed);
  const { refund } = await site.services.refunds.refundPayment(owedFor(sold));
  await control.settleRefund(refund.refundId!, 'failed');
  const [answer] = await site.services.razorpay.fetchRefunds(sold.paymentId);
  await site.services.refunds.applyRazorpayRefund(answer!);
  await control.changeSettings({ refundStatus: 'processed' });
  return { full, mismatch, twice, closed, requested };
}

/** The bank of one attendee returns a refund. */
async function failRefund(site: Site, { id }: TimeSlot): Promise<void> {
  const [booking] = await site.services.mentorBookings.listOfSlot(id);
  const refund = await site.services.refundRepository.find(booking!.paymentId);
  const returned = { status: 'FAILED', refundId: refund!.refundId!, arn: undefined } as const;
  await site.services.refundRepository.advance(booking!.paymentId, returned);
}

/** Meera moves one sold session and cancels another. */
async function changeMeerasPlans(site: Site, { moved, cancelled }: Slots): Promise<void> {
  await site.services.slotCancellation.cancel(
    cancelled,
    'I have the flu, and the slides have it too. I am sorry.',
  );
  await failRefund(site, cancelled);
  const later = new Date(moved.scheduledAt.getTime() + HOUR_MS);
  const fields = editedSlotSchema.parse({
    ...slotValues(moved),
    startsAt: toLocalTime(later, moved.timeZone),
  });
  const edit = await site.services.slotEditing.edit(moved, fields);
  if (edit.kind !== 'changed') throw new Error(`Not moved: ${JSON.stringify(edit)}`);
}
