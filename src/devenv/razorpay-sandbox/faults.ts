import { setTimeout as sleep } from 'node:timers/promises';
import type { Request, RequestHandler, Response } from 'express';
import * as z from 'zod';
import { newId } from './core/entities.ts';

const matcher = {
  method: z.string().optional(),
  /** A regular expression on the path, such as `^/v1/payments/[^/]+/refund$`. */
  path: z.string().default('.*'),
  /** The number of requests to which the rule applies. */
  times: z.int().min(1).default(1),
  /** The number of matching requests to let through first. */
  skip: z.int().min(0).default(0),
};

export const faultSchema = z.discriminatedUnion('action', [
  /** Processes the request later. */
  z.strictObject({ action: z.literal('delay'), ms: z.int().min(0), ...matcher }),
  /** Cuts the connection before the request is processed. */
  z.strictObject({ action: z.literal('drop-before'), ...matcher }),
  /** Cuts the connection after the request is processed. */
  z.strictObject({ action: z.literal('drop-after'), ...matcher }),
  /** Answers with this without processing the request. Text is sent as HTML, anything else as JSON. */
  z.strictObject({
    action: z.literal('error'),
    status: z.int().min(400).max(599),
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).default({}),
    ...matcher,
  }),
  /** Processes the request only after it is released. */
  z.strictObject({ action: z.literal('hang'), ...matcher }),
  /** Processes the request and holds the answer until it is released. */
  z.strictObject({ action: z.literal('hold-reply'), ...matcher }),
]);

export type FaultInput = z.input<typeof faultSchema>;
export type Fault = z.output<typeof faultSchema>;

/** A fault rule and its effects so far. */
export interface FaultReport {
  readonly id: string;
  readonly fault: Fault;
  /** The number of requests to which the rule was applied. */
  readonly hits: number;
  /** The number of requests or answers that are held now. */
  readonly held: number;
}

/** A fault for the next matching requests. */
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

  /** Whether the rule applies to a request. Counts the request. */
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

  /** Releases what is held. The rule holds no later requests. */
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

  /** @throws SyntaxError if the path is not a regular expression */
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

  /** Releases everything and removes the rules. */
  clear(): void {
    for (const rule of this.rules) rule.release();
    this.rules = [];
  }

  take(method: string, path: string): FaultRule | undefined {
    return this.rules.find((rule) => rule.take(method, path));
  }
}

/** Applies the first rule that matches a request. */
export function injectFaults(rules: FaultRules): RequestHandler {
  return async (req, res, next) => {
    const rule = rules.take(req.method, req.path);
    if (!rule || (await applyFault(rule, req, res)) === 'process') next();
  };
}

async function applyFault(rule: FaultRule, req: Request, res: Response): Promise<'process' | 'stop'> {
  const { fault } = rule;
  switch (fault.action) {
    case 'delay':
      await sleep(fault.ms);
      return 'process';
    case 'drop-before':
      dropConnection(req);
      return 'stop';
    case 'error':
      sendError(res, fault);
      return 'stop';
    case 'hang':
      await rule.untilReleased();
      return 'process';
    case 'drop-after':
      replaceEnd(res, () => dropConnection(req));
      return 'process';
    case 'hold-reply':
      replaceEnd(res, (end) => void rule.untilReleased().then(end));
      return 'process';
  }
}

function dropConnection(req: Request): void {
  req.socket.destroy();
}

function sendError(res: Response, { status, body, headers }: Extract<Fault, { action: 'error' }>): void {
  res.status(status).set(headers);
  if (typeof body === 'string') res.type('html').send(body);
  else res.json(body ?? { error: { code: 'SERVER_ERROR', description: 'The server encountered an error.' } });
}

/** Calls the replacement when the answer is complete. Its `end` sends the answer. */
function replaceEnd(res: Response, replacement: (end: () => void) => void): void {
  const end = res.end.bind(res);
  res.end = ((...args: Parameters<typeof end>) => {
    replacement(() => end(...args));
    return res;
  }) as typeof res.end;
}

const KEPT = 20_000;

/** A request to the API as received, for tests of keys and bodies. */
export interface LoggedRequest {
  /** ISO 8601. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly idempotencyKey: string | null;
  readonly userAgent: string | null;
  readonly body: unknown;
}

/** The latest requests under /v1, including those that a fault rule stopped. */
export class RequestLog {
  private entries: LoggedRequest[] = [];

  list(): readonly LoggedRequest[] {
    return this.entries;
  }

  clear(): void {
    this.entries = [];
  }

  middleware(): RequestHandler {
    return (req, _res, next) => {
      if (req.path.startsWith('/v1/')) this.record(req);
      next();
    };
  }

  private record(req: Request): void {
    this.entries.push({
      at: new Date().toISOString(),
      method: req.method,
      path: req.path,
      query: req.query,
      idempotencyKey: req.get('x-refund-idempotency') ?? null,
      userAgent: req.get('user-agent') ?? null,
      body: (req.body as unknown) ?? null,
    });
    if (this.entries.length > KEPT * 2) this.entries = this.entries.slice(-KEPT);
  }
}
