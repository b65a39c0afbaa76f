import type { SessionBooking } from '../../src/features/bookings/session-booking.ts';
import type { OutboxRecord } from '../../src/features/notifications/outbox.repository.ts';
import type { TimeSlot } from '../../src/features/slots/time-slot.ts';
import type { MailMessage, MailTransport } from '../../src/gateways/mail.ts';
import { bookSeat } from './builders.ts';
import { createMentor, createSlot } from './journey.ts';
import { startSite, type Site } from './site.ts';

const DAY_MS = 24 * 3_600_000;

/** Keeps all mail instead of sending it, and fails on request. */
export class FakeTransport implements MailTransport {
  readonly sent: MailMessage[] = [];
  /** Each message uses up the first error, which is thrown before the message is taken. */
  failures: Error[] = [];
  /** Called after a message is taken. It may throw, as the connection may break then. */
  afterTaking: () => Promise<void> = () => Promise.resolve();
  isClosed = false;

  async send(message: MailMessage): Promise<void> {
    const failure = this.failures.shift();
    if (failure) throw failure;
    this.sent.push(message);
    await this.afterTaking();
  }

  close(): void {
    this.isClosed = true;
  }

  subjects(): readonly string[] {
    return this.sent.map(({ subject }) => subject);
  }

  clear(): void {
    this.sent.length = 0;
    this.failures = [];
    this.afterTaking = () => Promise.resolve();
  }
}

/** A site for the calling suite. Before each test, its outbox and its sent mail are emptied. */
export function useMailSite(onStart: (site: Site) => void) {
  const transport = new FakeTransport();
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false, mailTransport: transport });
    onStart(site);
  });
  after(() => site.close());
  beforeEach(async () => {
    transport.clear();
    await site.services.mongo.collection('outbox').deleteMany({});
  });

  const deliver = () => site.services.mailDelivery.deliverDueMail();
  return {
    transport,
    deliver,
    /** Delivers after the time in which a later notice can still replace an earlier one. */
    deliverLater: async (after = 30_000) => {
      site.clock.advance(after);
      await deliver();
    },
    sweepLater: async (after = 6_000) => {
      site.clock.advance(after);
      return site.services.missedMail.sweep();
    },
    mailNamed: (start: string) => transport.sent.find(({ subject }) => subject.startsWith(start)),
    kindsOf: async (booking: SessionBooking) =>
      (await mailsOf(site, booking)).map((key) => key.split(':')[0]),
  };
}

export async function bookNewSeat(site: Site): Promise<SessionBooking> {
  return bookSeat(site, await createSlot(site));
}

/** Sessions of one mentor, a day apart. */
export async function twoSlots(site: Site): Promise<[TimeSlot, TimeSlot]> {
  const mentorId = await createMentor(site);
  const first = await createSlot(site, { mentorId });
  const scheduledAt = new Date(first.scheduledAt.getTime() + DAY_MS);
  return [first, await createSlot(site, { mentorId, scheduledAt })];
}

/** The keys of all mails about a booking in the outbox, sorted, without the booking's id. */
export async function mailsOf(site: Site, { id }: SessionBooking): Promise<readonly string[]> {
  const rows = await site.services.mongo
    .collection<{ _id: string }>('outbox')
    .find({ 'mail.bookingId': id })
    .sort({ _id: 1 })
    .toArray();
  return rows.map(({ _id }) => _id.replace(`:${id}`, ''));
}

export async function outboxRow(site: Site, key: string) {
  return site.services.mongo.collection<OutboxRecord>('outbox').findOne({ _id: key });
}
