import { MailError, type MailMessage, type MailTransport } from '../../gateways/mail.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Traffic } from '../../shared/traffic.ts';
import type { MailComposer } from './mail-composer.ts';
import type { OutboxMail } from './mail.ts';
import type { OutboxRepository } from './outbox.repository.ts';

/** The number of connections of the transport. */
const CONCURRENCY = 3;
/** Milliseconds after which a round takes no further mail, so that a slow server does not delay a stop. */
const ROUND_MS = 20_000;

/**
 * Sends mails that are due. The lease ensures that one process sends a mail, and it counts as sent once the mail server
 * accepts it. If the process dies in between, a copy is sent with the same Message-ID.
 */
export class MailDelivery {
  private hasWarned = false;

  constructor(
    private readonly outbox: OutboxRepository,
    private readonly composer: MailComposer,
    /** Without a transport, mail stays in the outbox. */
    private readonly transport: MailTransport | undefined,
    private readonly traffic: Pick<Traffic, 'isCrowded'>,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * Runs in several processes at once. Pauses while many requests wait in this process.
   * @returns the number of mails taken
   */
  async deliverDueMail(limit = 200): Promise<number> {
    const { transport } = this;
    if (!transport) {
      this.warnOnce();
      return 0;
    }
    const endsAt = performance.now() + ROUND_MS;
    let taken = 0;
    const work = async () => {
      while (taken < limit && performance.now() < endsAt && !this.traffic.isCrowded()) {
        taken += 1;
        const mail = await this.outbox.takeNext();
        if (!mail) {
          taken -= 1;
          return;
        }
        await this.deliver(mail, transport);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    return taken;
  }

  close(): void {
    this.transport?.close();
  }

  private async deliver(mail: OutboxMail, transport: MailTransport): Promise<void> {
    try {
      const message = await this.messageOf(mail);
      if (typeof message === 'string') {
        await this.outbox.finish(mail.key, 'SKIPPED', message);
        this.logger.info({ ...idsOf(mail), reason: message }, 'mail.skipped');
        return;
      }
      await transport.send(message);
    } catch (error) {
      await this.handleFailure(mail, error);
      return;
    }
    await this.outbox.finish(mail.key, 'SENT');
    this.logger.info(idsOf(mail), 'mail.sent');
  }

  /** The message, or the reason not to send it. */
  private async messageOf(mail: OutboxMail): Promise<MailMessage | string> {
    if (mail.expiresAt && mail.expiresAt <= this.clock.now()) return 'too late';
    const composed = await this.composer.compose(mail, this.outbox.detailsOf(mail));
    return composed.kind === 'message' ? composed.message : composed.reason;
  }

  private async handleFailure(mail: OutboxMail, error: unknown): Promise<void> {
    const { outbox, logger } = this;
    const note = error instanceof Error ? error.message.slice(0, 300) : 'unknown';
    if (error instanceof MailError && error.isPermanent) {
      await outbox.finish(mail.key, 'PARKED', note);
      logger.error({ ...idsOf(mail), error }, 'mail.parked');
      return;
    }
    logger.warn({ ...idsOf(mail), attempts: mail.attempts, error }, 'mail.postponed');
    await outbox.postpone(mail, note);
  }

  private warnOnce(): void {
    if (this.hasWarned) return;
    this.hasWarned = true;
    this.logger.warn({ missing: 'SMTP_URL' }, 'mail.stays-in-outbox');
  }
}

function idsOf({ key, mail: { kind, userId } }: OutboxMail) {
  return { mail: key, kind, userId };
}
