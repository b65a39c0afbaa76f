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
