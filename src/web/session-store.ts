import { randomBytes } from 'node:crypto';
import { RedisStore } from 'connect-redis';
import type { Request } from 'express';
import type { CookieOptions, SessionData } from 'express-session';
import type { Redis } from '../gateways/redis.ts';
import type { Clock } from '../shared/clock.ts';
import './session-data.ts';

/** `visitor_<milliseconds, base 36>_<random>`. Other ids are express-session's own, with 32 characters. */
const VISITOR_ID = /^visitor_([0-9a-z]{8,9})_[\w-]{24}$/;

type Done = (error?: unknown) => void;
type Loaded = (error: unknown, session?: SessionData | null) => void;

/** Thrown if a request writes to a session that another request has ended. */
export class SessionEnded extends Error {
  override readonly name = 'SessionEnded';
}

export interface SessionLifetimes {
  readonly idleMs: number;
  readonly absoluteMs: number;
  readonly cookieMs: number;
}

/**
 * Sessions in Redis. An existing session is written only while it still exists, and a new one only if it does not. So a
 * running request cannot restore a session that a logout has ended.
 */
export class SessionStore extends RedisStore {
  /** For sessions of running requests: what Redis holds. Null: nothing yet, but the browser has the id. */
  private readonly known = new WeakMap<object, string | null>();
  private readonly unstored = new WeakSet<SessionData>();

  constructor(
    private readonly redis: Redis,
    private readonly keyPrefix: string,
    private readonly clock: Clock,
    private readonly lifetimes: SessionLifetimes,
    private readonly cookie: CookieOptions,
  ) {
    // Requests extend their session themselves; see `extend`.
    super({ client: redis, prefix: keyPrefix, disableTouch: true });
  }

  /** An id for someone who opens a form. Nothing is stored until it is needed. */
  newVisitorId(): string {
    return `visitor_${this.clock.now().getTime().toString(36)}_${randomBytes(18).toString('base64url')}`;
  }

  isStored(data: SessionData): boolean {
    return typeof this.known.get(data) === 'string';
  }

  /** Whether the browser has the session's id in its cookie. */
  isKnown(data: SessionData): boolean {
    return this.known.has(data);
  }

  /** Whether the session differs from what Redis holds. */
  isChanged(data: SessionData): boolean {
    const stored = this.known.get(data);
    if (typeof stored === 'string') return stored !== contentOf(data);
    return Object.keys(data).some((key) => key !== 'cookie' && key !== 'createdAt');
  }

  /** Restarts the idle time of a stored session. @throws SessionEnded */
  async extend(id: string): Promise<void> {
    const isThere = await this.redis.expire(this.keyOf(id), this.idleSeconds());
    if (isThere === 0) throw new SessionEnded();
  }

  override async get(id: string, done: Loaded = () => undefined): Promise<void> {
    await super.get(id, (error: unknown, stored?: SessionData | null) => {
      if (error !== undefined && error !== null) done(error);
      else done(null, stored ?? this.openVisitor(id));
    });
  }

  override async set(id: string, data: SessionData, done: Done = () => undefined): Promise<void> {
    await this.write(id, data).then(() => done(), done);
  }

  override createSession(req: Request, data: SessionData) {
    const created = super.createSession(req, data);
    this.known.set(created, this.unstored.has(data) ? null : contentOf(created));
    return created;
  }

  /** The session of a visitor who has opened a form and sent nothing. Its id contains its start. */
  private openVisitor(id: string): SessionData | null {
    const startedAt = parseInt(VISITOR_ID.exec(id)?.[1] ?? '', 36);
    const age = this.clock.now().getTime() - startedAt;
    if (!(age >= 0 && age <= this.lifetimes.absoluteMs)) return null;
    const cookie = { ...this.cookie, originalMaxAge: this.lifetimes.cookieMs };
    const data = { cookie, createdAt: startedAt };
    this.unstored.add(data);
    return data;
  }

  private async write(id: string, data: SessionData): Promise<void> {
    const createdAt = data.createdAt ?? this.clock.now().getTime();
    const text = JSON.stringify({ ...data, createdAt });
    const ttl = this.idleSeconds();
    const key = this.keyOf(id);
    const answer = this.isStored(data)
      ? await this.redis.set(key, text, 'EX', ttl, 'XX')
      : await this.redis.set(key, text, 'EX', ttl, 'NX');
    if (answer === null) throw new SessionEnded();
    this.known.set(data, contentOf(data));
  }

  private keyOf(id: string): string {
    return this.keyPrefix + id;
  }

  private idleSeconds(): number {
    return Math.ceil(this.lifetimes.idleMs / 1000);
  }
}

function contentOf(data: SessionData): string {
  return JSON.stringify({ ...data, cookie: undefined });
}
