import { type Connection, type Model, Schema, type Types } from 'mongoose';
import {
  type AuditAction,
  auditActions,
  type AuditEntry,
  auditObjects,
  type AuditOutcome,
  type COMMAND_LINE,
} from './audit-event.ts';

export interface AuditEventRecord {
  _id: Types.ObjectId;
  actorId: Types.ObjectId | typeof COMMAND_LINE;
  action: AuditAction;
  object: AuditEntry['object'];
  at: Date;
  outcome: AuditOutcome;
  reason?: string;
}

export type AuditEventModel = Model<AuditEventRecord>;

const auditEventSchema = new Schema<AuditEventRecord>(
  {
    actorId: { type: Schema.Types.Mixed, required: true },
    action: { type: String, enum: auditActions, required: true },
    object: {
      kind: { type: String, enum: auditObjects, required: true },
      id: { type: String, required: true },
    },
    at: { type: Date, required: true },
    outcome: { type: String, enum: ['started', 'done', 'refused', 'failed'], required: true },
    reason: String,
  },
  { collection: 'auditevents', versionKey: false },
);
auditEventSchema.index({ at: -1 });
auditEventSchema.index({ actorId: 1, at: -1 });
auditEventSchema.index({ 'object.id': 1, at: -1 });

export function createAuditEventModel(connection: Connection): AuditEventModel {
  return connection.model<AuditEventRecord>('AuditEvent', auditEventSchema);
}
