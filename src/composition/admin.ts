import { AdminListsRepository } from '../features/admin/index.ts';
import { AuditEventRepository, AuditTrail, createAuditEventModel } from '../features/audit/index.ts';
import type { Connection } from '../gateways/mongo/index.ts';
import type { Clock } from '../shared/clock.ts';

/** What those who look after the site read, and where it stands what they did. */
export function createAdminServices({ mongo, clock }: { readonly mongo: Connection; readonly clock: Clock }) {
  return {
    auditTrail: new AuditTrail(new AuditEventRepository(createAuditEventModel(mongo)), clock),
    adminLists: new AdminListsRepository(mongo),
  };
}
