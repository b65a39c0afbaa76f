import { toRupeesText } from '../../shared/money.ts';
import { refundPolicies } from '../../shared/refund-policy.ts';
import { toLocalTime } from '../../shared/zoned-time.ts';
import type { FormModel } from '../../web/form.page.ts';
import { timeZoneChoices } from '../../web/zone-choices.ts';
import { describeRefundPolicy } from '../refunds/index.ts';
import { sessionTypeNames, sessionTypes, type TimeSlot } from '../slots/index.ts';
import type { SlotFormModel } from './slot-form.page.ts';

const sessionTypeChoices = sessionTypes.map((value) => ({ value, text: sessionTypeNames[value] }));

const refundPolicyChoices = refundPolicies.map((value) => {
  const { name, tiers } = describeRefundPolicy(value);
  return { value, text: name, hint: `${tiers.slice(0, -1).join('. ')}.` };
});

/** The form of a session around what was entered. */
export function toSlotForm(form: FormModel, topics: readonly string[] = []): SlotFormModel {
  return {
    form,
    timeZones: timeZoneChoices(form.values.timeZone ?? ''),
    sessionTypes: sessionTypeChoices,
    refundPolicies: refundPolicyChoices,
    topics,
  };
}

/** What a new form starts with. */
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

/** A slot as the form has it. */
export function slotValues(slot: TimeSlot): Record<string, string> {
  return {
    title: slot.title,
    description: slot.description,
    topic: slot.topic,
    sessionType: slot.sessionType,
    startsAt: toLocalTime(slot.scheduledAt, slot.timeZone),
    timeZone: slot.timeZone,
    duration: String(slot.duration),
    maxStudents: String(slot.maxStudents),
    price: toRupeesText(slot.price),
    meetingUrl: slot.meetingUrl,
    refundPolicy: slot.refundPolicy,
    version: String(slot.version),
  };
}

/** The same session again: all but when. */
export function copiedValues(slot: TimeSlot): Record<string, string> {
  return { ...slotValues(slot), startsAt: '' };
}
