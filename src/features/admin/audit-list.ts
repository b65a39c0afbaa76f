import { paths } from '../../paths.ts';
import { isObjectId } from '../../shared/ids.ts';
import { toCsv } from '../../shared/text.ts';
import {
  type AuditAction,
  auditActions,
  type AuditEntry,
  type AuditEvent,
  type AuditFilter,
  type AuditTrail,
  COMMAND_LINE,
} from '../audit/index.ts';
import { badgeCell, hrefOfRow, knownFacts, idFact, momentCell, personCell, textFact } from './admin-cells.ts';
import {
  aboutSearch,
  type AdminList,
  type AdminListQuery,
  dayFilters,
  select,
  toDays,
} from './admin-list.ts';
import type { AdminPeopleRepository, Names } from './admin-people.repository.ts';
import type { Search } from './admin-search.repository.ts';
import type { FilterField, TableCell } from './table.page.ts';

const outcomeWords = {
  started: { text: 'Cut off', tone: 'warning' },
  done: { text: 'Done', tone: 'good' },
  refused: { text: 'Refused', tone: 'neutral' },
  failed: { text: 'Failed', tone: 'bad' },
} as const;

const objectWords = {
  user: 'Account',
  slot: 'Session',
  booking: 'Booking',
  refund: 'Refund',
  webhook: 'Webhook',
  mail: 'Mail',
} as const satisfies Record<AuditEntry['object']['kind'], string>;

const listsOfObjects = {
  user: paths.adminUsers,
  slot: paths.adminSlots,
  booking: paths.adminBookings,
  webhook: paths.adminWebhooks,
  mail: paths.adminMail,
} as const;

const ownNames: Readonly<Record<string, string>> = {
  'user.disabled': 'Account disabled',
  'user.enabled': 'Account enabled',
  'slot.cancelled': 'Session cancelled',
  'refund.retried': 'Refund asked for again',
  'mail.retried': 'Mail sent again',
  'account.sessions-ended': 'Logged out everywhere',
};

/** `account.password-changed` becomes `Account: password changed`, unless the table above has better words. */
export function actionName(action: string): string {
  const [object = '', done = ''] = action.split('.');
  const text = `${object.charAt(0).toUpperCase()}${object.slice(1)}: ${done.replaceAll('-', ' ')}`;
  return ownNames[action] ?? text;
}

/** Who does this: an admin, a user with their own account, or an operator. */
const groupWords = { admins: 'By admins', people: 'By people themselves', operators: 'At the command line' };

const groups: Readonly<Record<string, readonly AuditAction[]>> = {
  admins: ofKinds('user', 'slot', 'refund', 'webhook', 'mail'),
  people: ofKinds('account'),
  operators: ofKinds('role', 'booking'),
};

function ofKinds(...kinds: readonly string[]): readonly AuditAction[] {
  return auditActions.filter((action) => kinds.some((kind) => action.startsWith(`${kind}.`)));
}

const auditFilters: readonly FilterField[] = [
  { name: 'actor', label: 'Done by', type: 'search' },
  select(
    'action',
    'What was done',
    Object.fromEntries(auditActions.map((action) => [action, actionName(action)])),
  ),
  { name: 'object', label: 'Done to (id)', type: 'search' },
  ...dayFilters,
];

export function auditList(trail: AuditTrail, people: AdminPeopleRepository): AdminList {
  return {
    path: paths.adminAudit,
    title: 'Audit trail',
    lead: 'Who did what to whom, and when.',
    help: '“Done by” takes a name, an e-mail address or an id. “Cut off”: the outcome was never written.',
    emptyText: 'Nothing of that kind was done.',
    columns: [
      { text: 'Who', role: 'subject' },
      { text: 'What' },
      { text: 'To' },
      { text: 'When' },
      { text: 'Outcome', role: 'status' },
    ],
    choice: { name: 'by', label: 'Who', words: groupWords },
    filters: auditFilters,
    csv: {
      path: paths.adminAuditCsv,
      name: 'audit.csv',
      write: async (query) => {
        const { filter } = await toAuditFilter(query, people);
        return toAuditCsv(await trail.listAll(withinGroup(filter, query)));
      },
    },
    load: async (query) => {
      const { filter, actors } = await toAuditFilter(query, people);
      const [events, counts] = await Promise.all([
        trail.list(withinGroup(filter, query), query),
        trail.count(filter, groups),
      ]);
      const objectsOf = (kind: AuditEntry['object']['kind']) =>
        events.filter(({ object }) => object.kind === kind).map(({ object }) => object.id);
      const names = await people.namesOf({
        people: [...events.map(({ actorId }) => actorId), ...objectsOf('user')],
        sessions: objectsOf('slot'),
      });
      return {
        ...aboutSearch(actors),
        counts,
        rows: events.map(({ at, actorId, action, object, outcome, reason }) => [
          actorId === COMMAND_LINE
            ? { text: 'Command line', detail: COMMAND_LINE }
            : personCell(actorId, names),
          {
            text: actionName(action),
            facts: knownFacts([textFact('Reason', reason), idFact(objectWords[object.kind], object.id)]),
          },
          objectCell(object, names),
          momentCell(at, query),
          badgeCell(outcomeWords[outcome]),
        ]),
      };
    },
  };
}

/** The name of the object, linked to its row or its story. */
function objectCell({ kind, id }: AuditEntry['object'], names: Names): TableCell {
  const name = names.people.get(id)?.name ?? names.sessions.get(id)?.title;
  const href = kind === 'refund' ? paths.adminPayment(id) : hrefOfRow(listsOfObjects[kind], id);
  return {
    href,
    ...(name === undefined ? { text: objectWords[kind] } : { text: name, detail: objectWords[kind] }),
  };
}

/** Checks all filters except the choice. */
async function toAuditFilter(
  { filters, timeZone }: Pick<AdminListQuery, 'filters' | 'timeZone'>,
  people: Pick<AdminPeopleRepository, 'withPeople'>,
): Promise<{ readonly filter: AuditFilter; readonly actors: Search }> {
  const { actor, object } = filters;
  const isExact = actor === COMMAND_LINE || isObjectId(actor ?? '');
  const named: Search = { text: actor, choice: undefined };
  const actors = isExact ? named : await people.withPeople(named);
  const action = auditActions.find((known) => known === filters.action);
  const { from, before: to } = toDays({ filters, timeZone });
  const filter = {
    ...(actor !== undefined && { actorIds: isExact ? [actor] : (actors.userIds ?? []).map(String) }),
    ...(action && { actions: [action] }),
    ...(object !== undefined && { objectId: object }),
    ...(from && { from }),
    ...(to && { to }),
  };
  return { filter, actors };
}

/** Keeps only the actions of the chosen group. */
function withinGroup(filter: AuditFilter, { filters }: Pick<AdminListQuery, 'filters'>): AuditFilter {
  const group = groups[filters.by ?? ''];
  if (!group) return filter;
  const { actions = group } = filter;
  return { ...filter, actions: actions.filter((action) => group.includes(action)) };
}

/** Times in UTC. */
function toAuditCsv(events: readonly AuditEvent[]): string {
  const rows = events.map(({ at, actorId, action, object, outcome, reason = '' }) => ({
    at: at.toISOString(),
    actor: actorId,
    action,
    object_kind: object.kind,
    object_id: object.id,
    outcome,
    reason,
  }));
  const columns = ['at', 'actor', 'action', 'object_kind', 'object_id', 'outcome', 'reason'];
  return toCsv(rows, { columns });
}
