import { z } from 'zod';
import { newId } from '../core/ids.ts';

const matcher = {
  method: z.string().optional(),
  /** A regular expression on the path, such as `^/v1/payments/[^/]+/refund$`. */
  path: z.string().default('.*'),
  /** For how many requests the rule holds. */
  times: z.int().min(1).default(1),
  /** How many matching requests pass before. */
  skip: z.int().min(0).default(0),
};

export const faultSchema = z.discriminatedUnion('action', [
  /** Processes the request later. */
  z.strictObject({ action: z.literal('delay'), ms: z.int().min(0), ...matcher }),
  /** Cuts the connection; nothing happened. */
  z.strictObject({ action: z.literal('drop-before'), ...matcher }),
  /** Cuts the connection after the request took effect. */
  z.strictObject({ action: z.literal('drop-after'), ...matcher }),
  /** Answers with this; nothing happened. Text is sent as HTML, anything else as JSON. */
  z.strictObject({
    action: z.literal('error'),
    status: z.int().min(400).max(599),
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).default({}),
    ...matcher,
  }),
  /** Leaves the request unprocessed until it is released. */
  z.strictObject({ action: z.literal('hang'), ...matcher }),
  /** Processes the request and keeps the answer back until it is released. */
  z.strictObject({ action: z.literal('hold-reply'), ...matcher }),
]);

export type FaultInput = z.input<typeof faultSchema>;
export type Fault = z.output<typeof faultSchema>;

/** A fault rule and what it met so far. */
export interface FaultReport {
  readonly id: string;
  readonly fault: Fault;
  /** Requests that the rule was applied to. */
  readonly hits: number;
  /** Requests, or their answers, that are being held now. */
  readonly held: number;
}

/** What shall go wrong with the requests to come, each rule for so many requests. */
export class FaultRule {
  readonly id = newId('fault');
  private readonly pattern: RegExp;
  private seen = 0;
  private hits = 0;
  private waiting: (() => void)[] = [];
  private isReleased = false;

  constructor(readonly fault: Fault) {
    this.pattern = new RegExp(fault.path);
  }

  /** Whether the rule applies to a request, which counts it. */
  take(method: string, path: string): boolean {
    const { method: wanted, times, skip } = this.fault;
    if (this.hits >= times || (wanted !== undefined && wanted.toUpperCase() !== method)) return false;
    if (!this.pattern.test(path)) return false;
    this.seen += 1;
    if (this.seen <= skip) return false;
    this.hits += 1;
    return true;
  }

  untilReleased(): Promise<void> {
    if (this.isReleased) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Lets go of what is held; later requests of the rule are not held any more. */
  release(): void {
    this.isReleased = true;
    for (const letGo of this.waiting) letGo();
    this.waiting = [];
  }

  report(): FaultReport {
    return { id: this.id, fault: this.fault, hits: this.hits, held: this.waiting.length };
  }
}

export class FaultRules {
  private rules: FaultRule[] = [];

  /** @throws SyntaxError when the path is not a regular expression. */
  add(fault: Fault): FaultReport {
    const rule = new FaultRule(fault);
    this.rules.push(rule);
    return rule.report();
  }

  list(): readonly FaultReport[] {
    return this.rules.map((rule) => rule.report());
  }

  get(id: string): FaultRule | undefined {
    return this.rules.find((rule) => rule.id === id);
  }

  /** Releases everything and forgets the rules. */
  clear(): void {
    for (const rule of this.rules) rule.release();
    this.rules = [];
  }

  take(method: string, path: string): FaultRule | undefined {
    return this.rules.find((rule) => rule.take(method, path));
  }
}
