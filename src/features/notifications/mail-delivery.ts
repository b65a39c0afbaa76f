import PQueue from 'p-queue';
import { MailError, type MailMessage, type MailTransport } from '../../gateways/mail.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Traffic } from '../../shared/waiting.ts';
import type { MailComposer } from './mail-composer.ts';
import type { OutboxMail } from './mail.ts';
import type { OutboxRepository } from './outbox.repository.ts';

/** The number of connections of the transport. */
const CONCURRENCY = 3;
/** Mails that are taken together: enough to share reads and writes, few enough that a crash delays hardly any. */
const BATCH = 12;
/** Milliseconds after which a round begins no further mail, so that a slow server does not delay a stop. */
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
    const mayBegin = () => performance.now() < endsAt && !this.traffic.isCrowded();
    let tried = 0;
    while (tried < limit && mayBegin()) {
      const mails = await this.outbox.takeDue(Math.min(BATCH, limit - tried));
      if (mails.length === 0) break;
      tried += await this.deliverAll(mails, transport, mayBegin);
    }
    return tried;
  }

  close(): void {
    this.transport?.close();
  }

  /** Composes them together, which shares the reads, and sends a few at a time. @returns how many were tried */
  private async deliverAll(
    mails: readonly OutboxMail[],
    transport: MailTransport,
    mayBegin: () => boolean,
  ): Promise<number> {
    const sending = new PQueue({ concurrency: CONCURRENCY });
    const send = (message: MailMessage) =>
      sending.add(async () => {
        if (!mayBegin()) return false;
        await transport.send(message);
        return true;
      });
    const isTried = await Promise.all(mails.map((mail) => this.deliver(mail, send)));
    const left = mails.filter((_mail, index) => !isTried[index]);
    await this.outbox.putBack(left);
    return mails.length - left.length;
  }

  /** False if the mail was not tried, because its turn came too late. */
  private async deliver(
    mail: OutboxMail,
    send: (message: MailMessage) => Promise<boolean>,
  ): Promise<boolean> {
    try {
      const message = await this.messageOf(mail);
      if (typeof message === 'string') {
        await this.outbox.finish(mail.key, 'SKIPPED', message);
        this.logger.info({ ...idsOf(mail), reason: message }, 'mail.skipped');
        return true;
      }
      if (!(await send(message))) return false;
    } catch (error) {
      await this.handleFailure(mail, error);
      return true;
    }
    await this.outbox.finish(mail.key, 'SENT');
    this.logger.info(idsOf(mail), 'mail.sent');
    return true;
  }

  /** The message, or the reason not to send it. */
  private async messageOf(mail: OutboxMail): Promise<MailMessage | string> {
    if (mail.expiresAt && mail.expiresAt <= this.clock.now()) return 'too late';
    return this.composer.compose(mail, this.outbox.detailsOf(mail));
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
    this.logger.warn({ missing: 'SMTP_URL' }, 'mail.smtp-missing');
  }
}

function idsOf({ key, mail: { kind, userId } }: OutboxMail) {
  return { mail: key, kind, userId };
}
