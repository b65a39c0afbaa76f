import type { Config } from '../config/config.ts';
import type { AccountService, UserRepository } from '../features/accounts/index.ts';
import type { SessionBookingRepository } from '../features/booking/index.ts';
import { BookingOverview } from '../features/dashboard/index.ts';
import {
  createMissedMailMarkModel,
  createOutboxModel,
  createSealer,
  MailComposer,
  MailDelivery,
  MissedMail,
  MissedMailRepository,
  Notifications,
  OutboxRepository,
} from '../features/notifications/index.ts';
import type { RefundRepository } from '../features/refunds/index.ts';
import type { TimeSlotRepository } from '../features/slots/index.ts';
import { createMailTransport, type MailTransport } from '../gateways/mail/index.ts';
import type { Connection } from '../gateways/mongo/index.ts';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../shared/logger.ts';

interface MailFoundation {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly mongo: Connection;
}

/** Where mails are written down, by whoever has something to tell. */
export function createNotifications(
  { config, clock, mongo }: MailFoundation,
  { users }: { readonly users: UserRepository },
) {
  const outbox = new OutboxRepository(createOutboxModel(mongo), clock, createSealer(config.sessionSecrets));
  return { outbox, notifications: new Notifications({ outbox, users }) };
}

interface MailParts {
  readonly accounts: AccountService;
  readonly bookings: SessionBookingRepository;
  readonly notifications: Notifications;
  readonly outbox: OutboxRepository;
  readonly refundRepository: RefundRepository;
  readonly slots: TimeSlotRepository;
  readonly users: UserRepository;
}

/** What sends them, and what finds those that a crash kept from being written. `given` takes the place of SMTP_URL. */
export function createMailServices(
  { config, clock, logger, mongo }: MailFoundation,
  parts: MailParts,
  given: MailTransport | undefined,
): { mailDelivery: MailDelivery; missedMail: MissedMail } {
  const { smtpUrl, mailFrom: from, baseUrl, supportEmail } = config;
  const { accounts: mentors, refundRepository: refunds, outbox } = parts;
  const overview = new BookingOverview({ ...parts, mentors, refunds });
  const composer = new MailComposer({ ...parts, mentors, overview, clock, site: { baseUrl, supportEmail } });
  const transport = given ?? (smtpUrl === undefined ? undefined : createMailTransport({ smtpUrl, from }));
  const missedMails = new MissedMailRepository(mongo, createMissedMailMarkModel(mongo));
  return {
    mailDelivery: new MailDelivery({ outbox, composer, transport, clock, logger }),
    missedMail: new MissedMail({ ...parts, missedMails, clock, logger }),
  };
}
