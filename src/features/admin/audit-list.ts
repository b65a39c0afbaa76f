import { stringify } from 'csv-stringify/sync';
import { paths } from '../../paths.ts';
import { isObjectId } from '../../shared/ids.ts';
import { startOfDay } from '../../shared/zoned-time.ts';
import { formatMoment } from '../../web/session-time.ts';
import {
  auditActions,
  type AuditEvent,
  type AuditFilter,
  type AuditTrail,
  COMMAND_LINE,
} from '../audit/index.ts';
import { type AdminList, select } from './admin-list.ts';
import { userCell } from './people-lists.ts';

const tones = { started: 'warning', done: 'good', refused: 'neutral', failed: 'bad' } as const;

export function auditList(trail: AuditTrail): AdminList {
  return {
    path: paths.adminAudit,
    title: 'Audit trail',
    lead: 'Who did what to which object, and when. “started” means that the process died before the end was written.',
    emptyText: 'Nothing of that kind was done.',
    columns: [
      { text: 'When' },
      { text: 'Who' },
      { text: 'What' },
      { text: 'Object' },
      { text: 'Id' },
      { text: 'Outcome' },
    ],
    filters: [
      { name: 'actor', label: `Who (id, or ${COMMAND_LINE})`, type: 'search' },
      select('action', 'What', auditActions),
      { name: 'object', label: 'Object (id)', type: 'search' },
      { name: 'from', label: 'From', type: 'date' },
      { name: 'to', label: 'Until', type: 'date' },
    ],
    load: async ({ filters, timeZone, skip, limit }) => {
      const events = await trail.list(toAuditFilter(filters, timeZone), { skip, limit });
      return {
        rows: events.map(({ at, actorId, action, object, outcome }) => [
          { text: formatMoment(at, timeZone) },
          actorId === COMMAND_LINE ? { text: COMMAND_LINE } : userCell(actorId),
          { text: action },
          { text: object.kind },
          { text: object.id, isCode: true },
          { text: outcome, tone: tones[outcome] },
        ]),
      };
    },
  };
}

/** @param filters as they stand in the address, checked */
export function toAuditFilter(filters: Readonly<Record<string, string>>, timeZone: string): AuditFilter {
  const { actor, object } = filters;
  const action = auditActions.find((known) => known === filters.action);
  const from = filters.from === undefined ? undefined : startOfDay(filters.from, timeZone);
  const to = filters.to === undefined ? undefined : startOfDay(filters.to, timeZone, 1);
  return {
    ...((actor === COMMAND_LINE || isObjectId(actor)) && { actorId: actor }),
    ...(action && { action }),
    ...(object !== undefined && { objectId: object }),
    ...(from && { from }),
    ...(to && { to }),
  };
}

/** RFC 4180, times in UTC. No cell can become a formula in a spreadsheet. */
export function toAuditCsv(events: readonly AuditEvent[]): string {
  const rows = events.map(({ at, actorId, action, object, outcome }) => ({
    at: at.toISOString(),
    actor: actorId,
    action,
    object_kind: object.kind,
    object_id: object.id,
    outcome,
  }));
  const columns = ['at', 'actor', 'action', 'object_kind', 'object_id', 'outcome'];
  return stringify(rows, {
    columns,
    header: true,
    bom: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}
