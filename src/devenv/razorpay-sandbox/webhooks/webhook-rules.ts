import * as z from 'zod';
import { newId, type WebhookEventName } from '../core/entities.ts';

const matcher = {
  /** Default: all events. */
  event: z.string().optional(),
  /** The number of events to which the rule applies. */
  times: z.int().min(1).default(1),
};

export const webhookRuleSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('drop'), ...matcher }),
  /** Sends the event this many additional times, all at once. */
  z.strictObject({ action: z.literal('duplicate'), copies: z.int().min(1).default(1), ...matcher }),
  z.strictObject({ action: z.literal('delay'), ms: z.int().min(0), ...matcher }),
  /** Collects events for a while, and sends them in the order of the seed. */
  z.strictObject({ action: z.literal('reorder'), ms: z.int().min(0), seed: z.int(), ...matcher }),
]);

export type WebhookRuleInput = z.input<typeof webhookRuleSchema>;
export type WebhookRule = z.output<typeof webhookRuleSchema> & { readonly id: string };

/** Faults for the next webhooks. */
export class WebhookRules {
  private rules: WebhookRule[] = [];

  add(rule: z.output<typeof webhookRuleSchema>): WebhookRule {
    const added = { ...rule, id: newId('rule') };
    this.rules.push(added);
    return added;
  }

  clear(): void {
    this.rules = [];
  }

  /** The first rule for an event. Counts the event. */
  take(event: WebhookEventName): WebhookRule | undefined {
    const rule = this.rules.find((candidate) => candidate.event === undefined || candidate.event === event);
    if (!rule) return undefined;
    rule.times -= 1;
    if (rule.times === 0) this.rules = this.rules.filter((candidate) => candidate !== rule);
    return rule;
  }
}

/** Shuffles by the seed alone. */
export function shuffle<T>(items: readonly T[], seed: number): T[] {
  const shuffled = [...items];
  let state = seed >>> 0;
  for (let index = shuffled.length - 1; index > 0; index -= 1) {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0;
    const other = state % (index + 1);
    [shuffled[index], shuffled[other]] = [shuffled[other] as T, shuffled[index] as T];
  }
  return shuffled;
}
