export {
  type AuditAction,
  type AuditEntry,
  type AuditEvent,
  type AuditFilter,
  COMMAND_LINE,
  auditActions,
} from './audit-trail.ts';
export type { AuditTrail } from './audit-trail.ts';
