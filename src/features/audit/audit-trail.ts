import type { KindCounts } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { AuditEventRepository } from './audit-event.repository.ts';

/** Acts through `npm run cli` come from somebody who may log in to the server, which has no accounts of the site. */
export const COMMAND_LINE = 'command-line';

/** Every action of an admin, and every change of who can log in to an account. */
export const auditActions = [
  'user.disabled',
  'user.enabled',
  'slot.cancelled',
  'refund.retried',
  'webhook.replayed',
  'mail.retried',
  'role.user-granted',
  'role.mentor-granted',
  'role.admin-granted',
  'booking.purged',
  'account.password-changed',
  'account.password-reset',
  'account.email-changed',
  'account.email-verified',
  'account.sessions-ended',
  'account.photo-changed',
  'account.photo-removed',
  'account.deleted',
] as const;
export type AuditAction = (typeof auditActions)[number];

export const auditObjects = ['user', 'slot', 'booking', 'refund', 'webhook', 'mail'] as const;

export interface AuditEntry {
  /** Hex of the ObjectId, or COMMAND_LINE. */
  readonly actorId: string;
  readonly action: AuditAction;
  /** The kind of object, and the id that its list shows. */
  readonly object: { readonly kind: (typeof auditObjects)[number]; readonly id: string };
  /** The reason, if an admin was asked for one. */
  readonly reason?: string;
}

/** `started`: the end is unknown, because the process died. */
export const auditOutcomes = ['started', 'done', 'refused', 'failed'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

export interface AuditEvent extends AuditEntry {
  readonly id: string;
  readonly at: Date;
  readonly outcome: AuditOutcome;
}

export interface AuditFilter {
  /** Any of these. */
  readonly actorIds?: readonly string[];
  /** Any of these. */
  readonly actions?: readonly AuditAction[];
  readonly objectId?: string;
  readonly from?: Date;
  /** Not included. */
  readonly to?: Date;
}

/** The maximum number of rows of a download. */
const MAX_EXPORTED = 50_000;

/** Who did what to which object, when. */
export class AuditTrail {
  constructor(
    private readonly events: AuditEventRepository,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  async record(entry: AuditEntry): Promise<void> {
    await this.events.insert(entry, { at: this.clock.now(), outcome: 'done' });
  }

  /** A change that people make to their own account. */
  async recordOwn(userId: string, action: AuditAction): Promise<void> {
    this.logger.info({ userId }, action);
    await this.record({ actorId: userId, action, object: { kind: 'user', id: userId } });
  }

  /**
   * Records the action first, so that nothing happens without a record; then does the work and records the outcome. If
   * the outcome cannot be written, it stays `started`.
   * @throws what the work throws
   */
  async during<T>(entry: AuditEntry, work: () => Promise<T>): Promise<T> {
    const id = await this.events.insert(entry, { at: this.clock.now(), outcome: 'started' });
    let result: T;
    try {
      result = await work();
    } catch (error) {
      await this.close(id, isRefusal(error) ? 'refused' : 'failed');
      throw error;
    }
    await this.close(id, 'done');
    return result;
  }

  /** Never throws, because the work is done and the caller must learn that. */
  private async close(id: string, outcome: Exclude<AuditOutcome, 'started'>): Promise<void> {
    try {
      await this.events.close(id, outcome);
    } catch (error) {
      this.logger.error({ auditEvent: id, outcome, error }, 'audit.close-failed');
    }
  }

  /** Newest first. */
  list(filter: AuditFilter, paging: { skip: number; limit: number }): Promise<readonly AuditEvent[]> {
    return this.events.list(filter, paging);
  }

  /** How many acts match, in all and for each group of actions. */
  count(filter: AuditFilter, groups: Readonly<Record<string, readonly AuditAction[]>>): Promise<KindCounts> {
    return this.events.count(filter, groups);
  }

  /** The newest 50,000, for a file. */
  listAll(filter: AuditFilter): Promise<readonly AuditEvent[]> {
    return this.events.list(filter, { skip: 0, limit: MAX_EXPORTED });
  }
}

const REFUSALS = ['CONFLICT', 'NOT_FOUND', 'SLOT_NOT_FOUND', 'SLOT_CLOSED', 'VALIDATION_FAILED', 'FORBIDDEN'];

function isRefusal(error: unknown): boolean {
  return error instanceof DomainError && REFUSALS.includes(error.code);
}
