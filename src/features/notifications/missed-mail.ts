import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import { inParallel } from '../../shared/waiting.ts';
import type { BookingEvents, SessionBookingRepository } from '../bookings/index.ts';
import type { RefundRepository } from '../refunds/index.ts';
import { type MailSource, mailSources, type MissedMailRepository } from './missed-mail.repository.ts';
import type { Notifications } from './notifications.ts';

const MINUTE_MS = 60_000;
/** The request that wrote a younger row may still be writing its mail. */
const UNDER_WAY_MS = 5_000;
/** Checked again in each run, because writes take time and clocks differ. */
const OVERLAP_MS = 10 * MINUTE_MS;
/** The period of the first sweep of a new site. */
const FIRST_LOOK_MS = 60 * MINUTE_MS;
const MAX_FOUND = 500;

/**
 * Writes mails that a crash or an outage kept out of the outbox. It stores how far it has checked, so that a run is
 * cheap, and a run after a long outage misses nothing.
 */
export class MissedMail {
  constructor(
    private readonly missedMails: MissedMailRepository,
    private readonly bookings: Pick<SessionBookingRepository, 'find'>,
    private readonly refundRepository: Pick<RefundRepository, 'find'>,
    private readonly events: Pick<BookingEvents, 'tell'>,
    private readonly notifications: Pick<Notifications, 'refundProcessed' | 'refundFailed'>,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Safe in several processes at once. @returns how many were found */
  async sweep(): Promise<number> {
    const found = await Promise.all(mailSources.map((source) => this.sweepSource(source)));
    return found.reduce((sum, count) => sum + count, 0);
  }

  private async sweepSource(source: MailSource): Promise<number> {
    const { missedMails, clock, logger } = this;
    const now = clock.now().getTime();
    const cursor = await missedMails.readCursor(source);
    const from = new Date((cursor?.getTime() ?? now - FIRST_LOOK_MS) - OVERLAP_MS);
    const to = new Date(now - UNDER_WAY_MS);
    const missed = await missedMails.findMissed(source, { from, to }, MAX_FOUND);
    const told = await inParallel({
      items: missed,
      work: ({ id }) => this.tell(source, id),
      onError: ({ id }, error) => logger.warn({ source, id, error }, 'missed-mail.failed'),
    });
    if (told > 0) logger.info({ source, told }, 'missed-mail.found');
    // After a failure the next run begins at the same place.
    if (told === missed.length) await missedMails.advanceCursor(source, reached(missed, to));
    return told;
  }

  private async tell(source: MailSource, id: string): Promise<void> {
    const { bookings, refundRepository, events, notifications } = this;
    switch (source) {
      case 'findBookingsWithoutMail':
        return ifFound(await bookings.find(id), (booking) => events.tell('bookingCreated', booking));
      case 'findMovesWithoutMail':
        return ifFound(await bookings.find(id), (booking) => events.tell('sessionMoved', booking));
      case 'findRefundsOwedWithoutMail':
        return ifFound(await refundRepository.find(id), (refund) => events.tell('refundOwed', refund));
      case 'findRefundsPaidWithoutMail':
        return ifFound(await refundRepository.find(id), (refund) => notifications.refundProcessed(refund));
      case 'findFailedRefundsWithoutMail':
        return ifFound(await refundRepository.find(id), (refund) => notifications.refundFailed(refund));
    }
  }
}

async function ifFound<T>(found: T | undefined, tell: (found: T) => Promise<void>): Promise<void> {
  if (found !== undefined) await tell(found);
}

/** The end of the period, unless the limit cut it short. */
function reached(missed: readonly { readonly at: Date }[], to: Date): Date {
  return missed.length < MAX_FOUND ? to : (missed.at(-1)?.at ?? to);
}
