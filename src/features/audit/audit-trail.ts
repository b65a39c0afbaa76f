import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { AuditEventRepository } from './audit-event.repository.ts';

/** Who acts through `npm run cli`: whoever may log in to the server, which knows no accounts of the site. */
export const COMMAND_LINE = 'command-line';

/** What is worth keeping who did it: every act of an admin, and what changes who may get into an account. */
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
  /** Hex of the ObjectId of who did it, or COMMAND_LINE. */
  readonly actorId: string;
  readonly action: AuditAction;
  /** To what: its kind, and the id that its own list shows. */
  readonly object: { readonly kind: (typeof auditObjects)[number]; readonly id: string };
  /** Why, where an admin was asked. */
  readonly reason?: string;
}

/** `started`: it began and nothing is known of its end, because the process died. */
export type AuditOutcome = 'started' | 'done' | 'refused' | 'failed';

export interface AuditEvent extends AuditEntry {
  readonly id: string;
  readonly at: Date;
  readonly outcome: AuditOutcome;
}

export interface AuditFilter {
  /** Any of these. */
  readonly actorIds?: readonly string[];
  readonly action?: AuditAction;
  readonly objectId?: string;
  readonly from?: Date;
  /** Not included. */
  readonly to?: Date;
}

/** Most rows of a download. */
const MAX_EXPORTED = 50_000;

/** Who did what to which object, when. */
export class AuditTrail {
  constructor(
    private readonly events: AuditEventRepository,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Writes down what was done. */
  async record(entry: AuditEntry): Promise<void> {
    await this.events.insert(entry, { at: this.clock.now(), outcome: 'done' });
  }

  /**
   * Does something that must not go unrecorded: it is written down first, so that without a record nothing is done, and
   * gets its outcome after that. Where the outcome cannot be written, it stays `started`.
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

  /** Never throws: what was done is done, and whoever asked for it must hear so. */
  private async close(id: string, outcome: Exclude<AuditOutcome, 'started'>): Promise<void> {
    try {
      await this.events.close(id, outcome);
    } catch (error) {
      this.logger.error({ auditEvent: id, outcome, error }, 'audit.not-closed');
    }
  }

  /** The newest first. */
  list(filter: AuditFilter, paging: { skip: number; limit: number }): Promise<readonly AuditEvent[]> {
    return this.events.list(filter, paging);
  }

  /** For a file: the newest 50,000. */
  listAll(filter: AuditFilter): Promise<readonly AuditEvent[]> {
    return this.events.list(filter, { skip: 0, limit: MAX_EXPORTED });
  }
}

const REFUSALS = ['CONFLICT', 'NOT_FOUND', 'SLOT_NOT_FOUND', 'SLOT_CLOSED', 'VALIDATION_FAILED', 'FORBIDDEN'];

function isRefusal(error: unknown): boolean {
  return error instanceof DomainError && REFUSALS.includes(error.code);
}
