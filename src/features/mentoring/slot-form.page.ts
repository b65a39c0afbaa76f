import { toRupeesText } from '../../shared/money.ts';
import { refundPolicies } from '../../shared/refund-policy.ts';
import { toLocalTime } from '../../shared/zoned-time.ts';
import { view } from '../../web/page-renderer.ts';
import type { FormModel } from '../../web/partials.page.ts';
import { formatDuration } from '../../web/session-time.ts';
import { zoneGroups } from '../../web/zone-choices.ts';
import { describeRefundPolicy } from '../refunds/index.ts';
import { sessionTypeNames, sessionTypes, slotLimits, type TimeSlot } from '../slots/index.ts';
import { repeatLimits } from './slot-form.schema.ts';
import type { SlotPreview } from './slot-preview.ts';

export interface Choice {
  readonly value: string;
  readonly text: string;
  /** A line below the field. */
  readonly hint?: string;
}

export type SlotFormModel = ReturnType<typeof toSlotForm>;

/** The form of a new session, beside a preview of its ticket. */
export interface SlotFormPage extends SlotFormModel {
  readonly preview: SlotPreview;
}

/** In minutes. */
const usualDurations = [15, 30, 45, 60, 90];

const durationChoices: readonly Choice[] = usualDurations.map((minutes) => ({
  value: String(minutes),
  text: formatDuration(minutes),
}));

export const slotFormView = view<SlotFormPage>('mentoring/slot-form');

const sessionTypeChoices = sessionTypes.map((value) => ({ value, text: sessionTypeNames[value] }));

const refundPolicyChoices = refundPolicies.map((value) => {
  const { name, tiers } = describeRefundPolicy(value);
  return { value, text: name, hint: `${tiers.slice(0, -1).join('. ')}.` };
});

/** The form with what was entered. */
export function toSlotForm(form: FormModel, topics: readonly string[] = []) {
  return {
    form,
    timeZones: zoneGroups(form.values.timeZone ?? ''),
    sessionTypes: sessionTypeChoices,
    refundPolicies: refundPolicyChoices,
    /** Usual durations. */
    durations: durationChoices,
    /** Suggestions. */
    topics,
    limits: { ...slotLimits, repeatCount: repeatLimits },
  };
}

/** The initial values of a new form. */
export function newSlotValues(timeZone: string): Record<string, string> {
  return {
    timeZone,
    duration: '60',
    sessionType: 'one-on-one',
    maxStudents: '1',
    refundPolicy: 'flexible',
    repeat: 'none',
    repeatCount: '1',
  };
}

/** The stored slot as form values. */
export function slotValues(slot: TimeSlot): Record<string, string> {
  const texts = Object.entries(slot).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return {
    ...Object.fromEntries(texts),
    startsAt: toLocalTime(slot.scheduledAt, slot.timeZone),
    duration: String(slot.duration),
    maxStudents: String(slot.maxStudents),
    price: toRupeesText(slot.price),
    version: String(slot.version),
  };
}

/** The values for a copy of the session, without its time. */
export function copiedValues(slot: TimeSlot): Record<string, string> {
  return { ...slotValues(slot), startsAt: '' };
}
