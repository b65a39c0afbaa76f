import type { Request, RequestHandler } from 'express';

const KEPT = 20_000;

/** A request to the API as it came, for tests that look at keys and bodies. */
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

/** The latest requests under /v1, those included that a fault rule stopped. */
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
