import { z } from 'zod';
import type { WebhookEventName } from '../core/entities.ts';
import { newId } from '../core/signatures.ts';

const matcher = {
  /** Only events of this name; all when missing. */
  event: z.string().optional(),
  /** For how many events the rule holds. */
  times: z.int().min(1).default(1),
};

export const webhookRuleSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('drop'), ...matcher }),
  /** Sends the event this many times more, all at once. */
  z.strictObject({ action: z.literal('duplicate'), copies: z.int().min(1).default(1), ...matcher }),
  z.strictObject({ action: z.literal('delay'), ms: z.int().min(0), ...matcher }),
  /** Collects events for a while and sends them in an order that the seed decides. */
  z.strictObject({ action: z.literal('reorder'), ms: z.int().min(0), seed: z.int(), ...matcher }),
]);

export type WebhookRuleInput = z.input<typeof webhookRuleSchema>;
export type WebhookRule = z.output<typeof webhookRuleSchema> & { readonly id: string };

/** What shall go wrong with the webhooks to come. */
export class WebhookRules {
  private rules: WebhookRule[] = [];

  add(rule: z.output<typeof webhookRuleSchema>): WebhookRule {
    const added = { ...rule, id: newId('rule') };
    this.rules.push(added);
    return added;
  }

  list(): readonly WebhookRule[] {
    return this.rules;
  }

  clear(): void {
    this.rules = [];
  }

  /** The first rule for an event; it is used up by that once more. */
  take(event: WebhookEventName): WebhookRule | undefined {
    const rule = this.rules.find((candidate) => candidate.event === undefined || candidate.event === event);
    if (!rule) return undefined;
    rule.times -= 1;
    if (rule.times === 0) this.rules = this.rules.filter((candidate) => candidate !== rule);
    return rule;
  }
}

/** The items in an order that the seed alone decides. */
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
