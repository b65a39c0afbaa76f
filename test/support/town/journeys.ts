import { setTimeout as sleep } from 'node:timers/promises';
import type { MadePayment } from '../../../src/devenv/razorpay-sandbox/index.ts';
import { paths } from '../../../src/paths.ts';
import type { Random } from '../random.ts';
import type { FaultLab } from '../fault-lab.ts';
import { tripleOf } from '../payer.ts';
import type { Browser, Page } from './browser.ts';
import type { Tally } from './tally.ts';
import type { Person, Town } from './town.ts';

export interface Walk {
  readonly browser: Browser;
  readonly lab: FaultLab;
  readonly town: Town;
  readonly random: Random;
  readonly tally: Tally;
}

const SEARCHES = ['?q=interviews', '?q=session+3&available=1', '?topic=Databases', '?maxPrice=500&page=2'];
const MAX_RELOADS = 30;
const RELOAD_MS = 1000;

/** A visitor looks for a session. */
export async function lookAround({ browser, town, random, tally }: Walk): Promise<void> {
  await browser.open(paths.home);
  await think(random);
  await browser.open(paths.home + random.pick(SEARCHES));
  await think(random);
  await browser.open(paths.mentorProfile(random.pick(town.mentors).handle));
  await browser.open(paths.slot(random.pick(town.slots).id));
  tally.count('visits');
}

/** A mentor looks at attendees and earnings. */
export async function lookAtAttendees(walk: Walk): Promise<void> {
  const { browser, town, random, tally } = walk;
  const mentor = random.pick(town.mentors);
  await logIn(walk, mentor, paths.mentor);
  const slot = random.pick(mentor.slots);
  const page = await browser.open(paths.mentorSlot(slot.id));
  await browser.open(paths.attendeesCsv(slot.id));
  await think(random);
  await browser.open(paths.earnings);
  await browser.submit(page, paths.logout);
  tally.count('mentors');
}

/** A user logs in, books and pays, returns in one of several ways or not at all, and sometimes cancels. */
export async function buySeat(walk: Walk): Promise<void> {
  const { browser, town, random, tally } = walk;
  await logIn(walk, random.pick(town.users), paths.dashboard);
  const { id } = random.pick(town.slots);
  const page = await browser.open(paths.slot(id));
  await think(random);
  const booked = await browser.submit(page, paths.bookSlot(id), { expected: [303, 409] });
  if (booked.status === 409) tally.count('refused before paying: full, or booked already');
  else await checkOut(walk, booked.location);
  await browser.submit(await browser.open(paths.dashboard), paths.logout);
  tally.count('buyers');
}

async function logIn({ browser, random }: Walk, { email, password }: Person, landing: string): Promise<void> {
  const form = await browser.open(paths.login);
  await think(random);
  await browser.submit(form, paths.login, { fields: { email, password } });
  await browser.open(landing);
}

async function checkOut(walk: Walk, location: string): Promise<void> {
  const { browser, lab, random, tally } = walk;
  const checkout = await browser.open(location, [200, 409]);
  const orderId = /name="order_id" value="(\w+)"/.exec(checkout.text)?.[1];
  if (orderId === undefined) return;
  await think(random);
  const bookingId = location.slice(paths.checkout('').length);
  if (random.happens(0.1)) {
    await browser.submit(checkout, paths.cancelCheckout(bookingId));
    tally.count('closed the payment window');
    return;
  }
  const isPaid = random.happens(0.9);
  const made = await lab.razorpay.pay(orderId, { outcome: isPaid ? 'captured' : 'failed' });
  if (isPaid && random.happens(0.6)) await comeBack(walk, made);
  await learnResult(walk, bookingId);
}

async function comeBack({ browser, tally }: Walk, made: MadePayment): Promise<void> {
  await browser.comeBack(paths.razorpayCallback, tripleOf(made));
  tally.count('came back by the callback');
}

async function learnResult(walk: Walk, bookingId: string): Promise<void> {
  const { browser, random, tally } = walk;
  const result = await untilKnown(browser, paths.checkoutResult(bookingId));
  if (result.status !== 303) {
    tally.count(result.text.includes('Payment failed') ? 'payments that failed' : 'paid too late: refunded');
    return;
  }
  tally.count('booked');
  await browser.open(result.location);
  await browser.open(paths.booking(bookingId));
  if (random.happens(0.15)) await cancel(walk, bookingId);
}

async function untilKnown(browser: Browser, path: string): Promise<Page> {
  for (let reload = 0; reload < MAX_RELOADS; reload += 1) {
    const page = await browser.open(path, [200, 303]);
    if (!page.text.includes('http-equiv="refresh"')) return page;
    await sleep(RELOAD_MS);
  }
  throw new Error(`Not confirmed after ${MAX_RELOADS} looks`);
}

async function cancel({ browser, tally }: Walk, bookingId: string): Promise<void> {
  const page = await browser.open(paths.cancelBooking(bookingId));
  const refundAmount = /name="refundAmount" value="(\d+)"/.exec(page.text)?.[1] ?? '';
  await browser.submit(page, paths.cancelBooking(bookingId), { fields: { refundAmount } });
  tally.count('cancelled and refunded');
}

/** A pause, as people read before they click. */
function think(random: Random): Promise<void> {
  return sleep(random.between(100, 600));
}
