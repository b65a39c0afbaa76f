import { DomainError } from '../../shared/errors.ts';
import { BRAND } from '../../shared/text.ts';
import type { AccountService } from '../accounts/index.ts';
import type { AuditEntry, AuditTrail } from '../audit/index.ts';
import type { SeatRefunds, SlotCancellation } from '../mentoring/index.ts';
import type { OutboxRepository } from '../notifications/index.ts';
import type { Refund, RefundService } from '../refunds/index.ts';
import { requireSlot, type TimeSlotRepository } from '../slots/index.ts';
import type { WebhookEvent, WebhookInbox } from '../webhooks/index.ts';

interface Act {
  /** The admin; hex of the ObjectId. */
  readonly actorId: string;
  readonly objectId: string;
}

interface ReasonedAct extends Act {
  /** Kept in the audit trail; may be empty. */
  readonly reason: string;
}

/** Everything that admins change. Each action is written to the audit trail before it happens. */
export class AdminActions {
  constructor(
    private readonly accounts: AccountService,
    private readonly outbox: Pick<OutboxRepository, 'retryParked'>,
    private readonly refunds: RefundService,
    private readonly slots: Pick<TimeSlotRepository, 'findById'>,
    private readonly slotCancellation: Pick<SlotCancellation, 'cancel'>,
    private readonly webhookInbox: WebhookInbox,
    private readonly auditTrail: AuditTrail,
  ) {}

  /** @throws DomainError NOT_FOUND; CONFLICT if the account is already disabled, was deleted, or is the admin's own */
  async disableUser({ actorId, objectId, reason }: ReasonedAct): Promise<void> {
    const object = { kind: 'user', id: checkId('user', objectId) } as const;
    await this.auditTrail.during({ actorId, action: 'user.disabled', object, reason }, async () => {
      if (actorId === objectId) throw conflict('You cannot disable your own account. Ask another admin.');
      if (!(await this.accounts.disable(objectId)))
        throw conflict('This account is disabled already, or was deleted. Nothing was changed.');
    });
  }

  /** @throws DomainError CONFLICT when the account is not disabled */
  async enableUser({ actorId, objectId }: Act): Promise<void> {
    const object = { kind: 'user', id: checkId('user', objectId) } as const;
    await this.auditTrail.during({ actorId, action: 'user.enabled', object }, async () => {
      if (!(await this.accounts.enable(objectId)))
        throw conflict('This account is not disabled. Nothing was changed.');
    });
  }

  /**
   * Cancels a session instead of its mentor. Every seat is refunded in full.
   * @throws DomainError SLOT_NOT_FOUND; SLOT_CLOSED once it has started
   */
  async cancelSlot({ actorId, objectId, reason }: ReasonedAct): Promise<SeatRefunds> {
    const object = { kind: 'slot', id: checkId('slot', objectId) } as const;
    return this.auditTrail.during({ actorId, action: 'slot.cancelled', object, reason }, async () => {
      const slot = await requireSlot(this.slots, objectId);
      return this.slotCancellation.cancel(
        slot,
        reason === '' ? `${BRAND} cancelled it.` : `${BRAND}: ${reason}`,
      );
    });
  }

  /**
   * Asks Razorpay again for a refund that has failed.
   * @throws DomainError CONFLICT when it has not failed
   */
  async retryRefund({ actorId, objectId }: Act): Promise<Refund> {
    const object = { kind: 'refund', id: checkId('refund', objectId) } as const;
    return this.auditTrail.during({ actorId, action: 'refund.retried', object }, async () => {
      const refund = await this.refunds.retryFailed(objectId);
      if (!refund) throw conflict('This refund has not failed, so nothing was asked for.');
      return refund;
    });
  }

  /** @throws DomainError NOT_FOUND */
  async replayWebhook({ actorId, objectId }: Act): Promise<WebhookEvent> {
    const object = { kind: 'webhook', id: checkId('webhook', objectId) } as const;
    return this.auditTrail.during({ actorId, action: 'webhook.replayed', object }, async () => {
      const event = await this.webhookInbox.replay(objectId);
      if (!event) throw new DomainError('NOT_FOUND');
      return event;
    });
  }

  /** Retries a mail that a mail server refused for good. @throws DomainError CONFLICT if it was not refused */
  async retryMail({ actorId, objectId }: Act): Promise<void> {
    const object = { kind: 'mail', id: checkId('mail', objectId) } as const;
    await this.auditTrail.during({ actorId, action: 'mail.retried', object }, async () => {
      if (!(await this.outbox.retryParked(objectId)))
        throw conflict('This mail is not parked, so nothing was done.');
    });
  }
}

type Kind = Exclude<AuditEntry['object']['kind'], 'booking'>;

const formats: Readonly<Record<Kind, RegExp>> = {
  user: /^[0-9a-f]{24}$/,
  slot: /^[0-9a-f]{24}$/,
  refund: /^pay_\w{1,40}$/,
  webhook: /^[\w-]{1,64}$/,
  mail: /^[a-z-]{1,20}(:[\w.-]{1,80}){1,5}$/,
};

/** Without a valid id there is no object, so nothing is done or recorded. */
function checkId(kind: Kind, id: string): string {
  if (!formats[kind].test(id)) throw new DomainError('NOT_FOUND');
  return id;
}

function conflict(message: string): DomainError {
  return new DomainError('CONFLICT', { message });
}
