export { createAuditEventModel } from './audit-event.model.ts';
export { AuditEventRepository } from './audit-event.repository.ts';
export { AuditTrail } from './audit-trail.ts';
export {
  auditActions,
  COMMAND_LINE,
  type AuditAction,
  type AuditEntry,
  type AuditEvent,
  type AuditFilter,
} from './audit-event.ts';
