import { type Connection, type Model, type QueryFilter, Schema, Types } from 'mongoose';
import { countedBy, countKinds, type KindCounts, type RecordOf } from '../../gateways/mongo/index.ts';
import {
  type AuditAction,
  auditActions,
  type AuditEntry,
  type AuditEvent,
  type AuditFilter,
  auditObjects,
  type AuditOutcome,
  auditOutcomes,
  COMMAND_LINE,
} from './audit-trail.ts';

const auditEventSchema = new Schema(
  {
    /** An ObjectId, or COMMAND_LINE. */
    actorId: { type: Schema.Types.Mixed, required: true },
    action: { type: String, enum: auditActions, required: true },
    object: {
      kind: { type: String, enum: auditObjects, required: true },
      id: { type: String, required: true },
    },
    at: { type: Date, required: true },
    outcome: { type: String, enum: auditOutcomes, required: true },
    reason: String,
  },
  { collection: 'auditevents', versionKey: false },
);
auditEventSchema.index({ at: -1, _id: -1 });
auditEventSchema.index({ actorId: 1, at: -1, _id: -1 });
auditEventSchema.index({ action: 1, at: -1, _id: -1 });
auditEventSchema.index({ 'object.id': 1, at: -1, _id: -1 });

/** Indexes of earlier versions, to be removed. */
export const replacedAuditIndexes = {
  auditevents: ['at_-1', 'actorId_1_at_-1', 'object.id_1_at_-1'],
} as const;

type AuditEventRecord = RecordOf<typeof auditEventSchema, 'object'>;
type AuditEventModel = Model<AuditEventRecord>;

export function createAuditEventModel(connection: Connection): AuditEventModel {
  return connection.model<AuditEventRecord>('AuditEvent', auditEventSchema);
}

/** The trail. Rows are inserted and get their outcome; after that they never change. */
export class AuditEventRepository {
  constructor(private readonly events: AuditEventModel) {}

  /** @returns the id of the row */
  async insert(entry: AuditEntry, { at, outcome }: { at: Date; outcome: AuditOutcome }): Promise<string> {
    const { reason = '', ...act } = entry;
    const { _id } = await this.events.create({
      ...act,
      ...(reason !== '' && { reason }),
      actorId: toActor(entry.actorId),
      at,
      outcome,
    });
    return String(_id);
  }

  async close(id: string, outcome: AuditOutcome): Promise<void> {
    await this.events.updateOne({ _id: id, outcome: 'started' }, { $set: { outcome } });
  }

  /** Newest first. */
  async list(
    filter: AuditFilter,
    { skip, limit }: { skip: number; limit: number },
  ): Promise<readonly AuditEvent[]> {
    const records = await this.events
      .find(toQuery(filter))
      .sort({ at: -1, _id: -1 })
      .skip(skip)
      .limit(limit)
      .lean();
    return records.map(({ _id, actorId, action, object, at, outcome, reason }) => ({
      id: String(_id),
      actorId: String(actorId),
      action,
      object: { kind: object.kind, id: object.id },
      at,
      outcome,
      ...(typeof reason === 'string' && { reason }),
    }));
  }

  async count(
    filter: AuditFilter,
    groups: Readonly<Record<string, readonly AuditAction[]>>,
  ): Promise<KindCounts> {
    const kinds = Object.fromEntries(
      Object.entries(groups).map(([name, actions]) => [name, { action: { $in: actions } }]),
    );
    const isOfSome = filter.actorIds !== undefined || filter.objectId !== undefined;
    return countKinds(this.events, kinds, countedBy(toQuery(filter), isOfSome));
  }
}

function toActor(actorId: string): Types.ObjectId | typeof COMMAND_LINE {
  return actorId === COMMAND_LINE ? COMMAND_LINE : new Types.ObjectId(actorId);
}

function toQuery({ actorIds, actions, objectId, from, to }: AuditFilter): QueryFilter<AuditEventRecord> {
  const at = { ...(from && { $gte: from }), ...(to && { $lt: to }) };
  return {
    ...(actorIds && { actorId: { $in: actorIds.map(toActor) } }),
    ...(actions && { action: { $in: actions } }),
    ...(objectId !== undefined && { 'object.id': objectId }),
    ...((from ?? to) && { at }),
  };
}
