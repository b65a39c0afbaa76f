import { expect } from 'chai';
import type { Express } from 'express';
import type { SignedPayment } from '../../src/devenv/razorpay-sandbox/index.ts';
import type { NewTimeSlot } from '../../src/features/slots/time-slot.repository.ts';
import type { TimeSlot } from '../../src/features/slots/time-slot.ts';
import { paths } from '../../src/paths.ts';
import { toPaise } from '../../src/shared/money.ts';
import { agentFor, registerUser, tokenFrom, type BrowserSession, type Person } from './browser-session.ts';
import { tripleOf } from './payer.ts';
import type { Site } from './site.ts';

const HOUR = 3_600_000;

/** Creates a mentor without using the form. */
export async function createMentor(site: Site, name = 'Meera Iyer'): Promise<string> {
  const { accounts } = site.services;
  const email = `mentor.${crypto.randomUUID()}@example.com`;
  const result = await accounts.register({ name, email, password: 'violet kettle drum', role: 'mentor' });
  if (result.outcome !== 'registered') throw new Error(`No mentor: ${result.outcome}`);
  return result.user.id;
}

/** Creates an open slot in two days, unless told otherwise. */
export async function createSlot(site: Site, details: Partial<NewTimeSlot> = {}): Promise<TimeSlot> {
  const mentorId = details.mentorId ?? (await createMentor(site));
  return site.services.slots.create({
    title: 'System design',
    description: 'One question in depth.',
    topic: 'Interviews',
    sessionType: (details.maxStudents ?? 1) > 1 ? 'group' : 'one-on-one',
    scheduledAt: new Date(Math.ceil(site.clock.now().getTime() / HOUR) * HOUR + 48 * HOUR),
    duration: 60,
    timeZone: 'Asia/Kolkata',
    price: toPaise(49_900),
    maxStudents: 1,
    refundPolicy: 'flexible',
    meetingUrl: 'https://meet.example.com/room',
    ...details,
    mentorId,
  });
}

export interface Visitor {
  readonly agent: BrowserSession;
  readonly person: Person;
}

/** Registers a user, who is then logged in. */
export async function logInSomebody(app: Express, details: Partial<Person> = {}): Promise<Visitor> {
  const agent = agentFor(app);
  return { agent, person: await registerUser(agent, details) };
}

/** Like `logInSomebody`, with the admin role. */
export async function logInAdmin(site: Site, details: Partial<Person> = {}): Promise<Visitor> {
  const admin = await logInSomebody(site.app, details);
  await site.services.accounts.grantRole(admin.person.email, 'admin');
  return admin;
}

/** Submits a form with the CSRF token of the visitor's dashboard. */
export async function submit({ agent }: Visitor, path: string, fields: object = {}) {
  const _csrf = await tokenFrom(agent, paths.dashboard);
  return agent
    .post(path)
    .type('form')
    .send({ ...fields, _csrf });
}

/** Submits the booking form. Returns the bookingId from the path that it redirects to. */
export async function book({ agent }: Visitor, slotId: string, fields: object = {}): Promise<string> {
  const _csrf = await tokenFrom(agent, paths.slot(slotId));
  const response = await agent
    .post(paths.bookSlot(slotId))
    .type('form')
    .send({ notes: '', ...fields, _csrf });
  expect(response.status, response.text).to.equal(303);
  const bookingId = /^\/checkout\/(session_\w+)$/.exec(response.headers.location ?? '')?.[1];
  expect(bookingId, response.headers.location).to.be.a('string');
  return bookingId!;
}

/** The order id on the page of a checkout. */
export async function orderOf({ agent }: Visitor, bookingId: string): Promise<string> {
  const { text } = await agent.get(paths.checkout(bookingId)).expect(200);
  const orderId = /name="order_id" value="(order_\w+)"/.exec(text)?.[1];
  expect(orderId, 'order id on the checkout page').to.be.a('string');
  return orderId!;
}

/** Posts the signed payment as the browser does after paying, then follows to the result. */
export async function returnFromRazorpay({ agent }: Visitor, payment: SignedPayment) {
  const callback = await agent.post(paths.razorpayCallback).type('form').send(tripleOf(payment));
  expect(callback.status, callback.text).to.equal(303);
  return agent.get(callback.headers.location ?? '');
}

/** Books and pays without webhooks. */
export async function bookAndPay(site: Site, visitor: Visitor, slotId: string) {
  const bookingId = await book(visitor, slotId);
  const orderId = await orderOf(visitor, bookingId);
  const payment = await site.sandbox.control.pay(orderId, { webhooks: false });
  return { bookingId, orderId, payment, result: await returnFromRazorpay(visitor, payment) };
}

/** A collection of the site, read without going through the application. */
export function collection(site: Site, name: string) {
  return site.services.mongo.collection(name);
}
