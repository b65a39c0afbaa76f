import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import type { Delivery, OrderRecord, Payment, Refund, RefundKey, WebhookEvent } from './entities.ts';

export interface JournalLine {
  readonly kind: string;
  readonly record: unknown;
}

const COMPACT_FROM_BYTES = 16 * 1024 * 1024;

/**
 * Stores records between restarts: one line of JSON per change; the last one of a record wins. A line is written before
 * the change is answered, so a kill loses nothing that was confirmed. There is no fsync.
 */
export class Journal {
  private descriptor: number | undefined;
  private bytes = 0;
  private compactAt = COMPACT_FROM_BYTES;

  /** Without a file nothing is stored. */
  constructor(private readonly file: string | undefined) {}

  /** The lines of earlier runs, without a last line that a crash cut short. */
  *replay(): Generator<JournalLine> {
    if (this.file === undefined || !existsSync(this.file)) return;
    for (const line of readFileSync(this.file, 'utf8').split('\n')) {
      const parsed = parseLine(line);
      if (parsed) yield parsed;
    }
  }

  /** Replaces the file by these lines, which must be complete, and appends to it from then on. */
  rewrite(lines: Iterable<JournalLine>): void {
    if (this.file === undefined) return;
    this.close();
    mkdirSync(dirname(this.file), { recursive: true });
    const draft = `${this.file}.new`;
    this.descriptor = openSync(draft, 'w');
    this.bytes = 0;
    for (const line of lines) this.write(line);
    renameSync(draft, this.file);
    this.compactAt = Math.max(COMPACT_FROM_BYTES, this.bytes * 3);
  }

  append(line: JournalLine): void {
    if (this.descriptor !== undefined) this.write(line);
  }

  /** Whether the file has grown so much that it should be rewritten. */
  isLarge(): boolean {
    return this.bytes > this.compactAt;
  }

  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }

  private write(line: JournalLine): void {
    if (this.descriptor === undefined) return;
    this.bytes += writeSync(this.descriptor, `${JSON.stringify(line)}\n`);
  }
}

function parseLine(line: string): JournalLine | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line) as JournalLine;
  } catch {
    return undefined;
  }
}

export interface StoredRecord {
  readonly id: string;
  /** Unix seconds. */
  readonly created_at: number;
}

/** A page of a list, newest first. Times in unix seconds; both ends are included. */
export interface PageQuery<T> {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly skip: number;
  readonly where?: (record: T) => boolean;
}

interface Position {
  readonly id: string;
  readonly createdAt: number;
}

/** Records by id, by one foreign key, and in the order of creation, so that no look-up scans all of them. */
export class Collection<T extends StoredRecord> {
  private readonly byId = new Map<string, T>();
  private readonly byKey = new Map<string, Set<string>>();
  private timeline: Position[] = [];

  constructor(
    private readonly keyOf: (record: T) => string | null,
    private readonly onSave: (record: T) => void,
  ) {}

  get(id: string): T | undefined {
    return this.byId.get(id);
  }

  /** The records of a foreign key, oldest first. */
  of(key: string): readonly T[] {
    return [...(this.byKey.get(key) ?? [])].flatMap((id) => this.byId.get(id) ?? []);
  }

  all(): readonly T[] {
    return this.timeline.flatMap(({ id }) => this.byId.get(id) ?? []);
  }

  save(record: T): T {
    this.restore(record);
    this.onSave(record);
    return record;
  }

  /** Adds a record that is already in the journal. */
  restore(record: T): void {
    const known = this.byId.get(record.id);
    this.byId.set(record.id, record);
    if (known?.created_at === record.created_at) return;
    if (known) this.timeline = this.timeline.filter(({ id }) => id !== record.id);
    this.timeline.splice(this.countUntil(record.created_at), 0, {
      id: record.id,
      createdAt: record.created_at,
    });
    const key = this.keyOf(record);
    if (!known && key !== null) this.byKey.set(key, (this.byKey.get(key) ?? new Set()).add(record.id));
  }

  page({ from, to, count, skip, where = () => true }: PageQuery<T>): readonly T[] {
    const found: T[] = [];
    let toSkip = skip;
    for (let index = this.countUntil(to) - 1; index >= 0 && found.length < count; index -= 1) {
      const position = this.timeline[index];
      if (!position || position.createdAt < from) break;
      const record = this.byId.get(position.id);
      if (!record || !where(record)) continue;
      if (toSkip > 0) toSkip -= 1;
      else found.push(record);
    }
    return found;
  }

  /** The number of records created up to this second. */
  private countUntil(second: number): number {
    let low = 0;
    let high = this.timeline.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.timeline[middle]?.createdAt ?? 0) <= second) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** All data of the sandbox, in memory and in the journal. */
export class SandboxStore {
  readonly orders = this.collection<OrderRecord>('order', (order) => order.receipt);
  readonly payments = this.collection<Payment>('payment', (payment) => payment.order_id);
  readonly refunds = this.collection<Refund>('refund', (refund) => refund.payment_id);
  readonly refundKeys = this.collection<RefundKey>('refund-key');
  readonly events = this.collection<WebhookEvent>('event');
  readonly deliveries = this.collection<Delivery>('delivery');
  private readonly journal: Journal;

  /** Loads the file of earlier runs. Without a file nothing survives the process. */
  constructor(dataFile?: string) {
    this.journal = new Journal(dataFile);
    for (const { kind, record } of this.journal.replay()) this.restore(kind, record);
    this.journal.rewrite(this.lines());
  }

  close(): void {
    this.journal.close();
  }

  private collection<T extends StoredRecord>(kind: string, keyOf: (record: T) => string | null = () => null) {
    return new Collection<T>(keyOf, (record) => this.keep({ kind, record }));
  }

  private keep(line: JournalLine): void {
    this.journal.append(line);
    if (this.journal.isLarge()) this.journal.rewrite(this.lines());
  }

  private byKind() {
    return {
      order: this.orders,
      payment: this.payments,
      refund: this.refunds,
      'refund-key': this.refundKeys,
      event: this.events,
      delivery: this.deliveries,
    };
  }

  private restore(kind: string, record: unknown): void {
    const collections: Record<string, { restore(record: never): void } | undefined> = this.byKind();
    collections[kind]?.restore(record as never);
  }

  private *lines(): Generator<JournalLine> {
    for (const [kind, collection] of Object.entries(this.byKind())) {
      for (const record of collection.all()) yield { kind, record };
    }
  }
}

const milliseconds = z.int().min(0);

export const settingsSchema = z.object({
  /** Null without an endpoint. */
  webhookUrl: z.url().nullable(),
  /** A receiver that takes longer gets the event again. */
  webhookTimeoutMs: milliseconds,
  /** The pause before the second attempt. It doubles with each attempt up to the maximum. */
  webhookRetryBaseMs: milliseconds,
  webhookRetryCapMs: milliseconds,
  /** The state of a new refund: done at once, or waiting for `settleRefund`. */
  refundStatus: z.enum(['processed', 'pending']),
  /** How long a refund request runs. During that time its idempotency key answers 409. */
  refundProcessingMs: milliseconds,
  /** When a refund of ₹24.68 turns from pending to failed. */
  refundFailureMs: milliseconds,
});

/** Settings that tests and the dashboard may change. Not stored between restarts. */
export type SandboxSettings = z.infer<typeof settingsSchema>;

export function defaultSettings(webhookUrl: string | null): SandboxSettings {
  return {
    webhookUrl,
    webhookTimeoutMs: 5000,
    webhookRetryBaseMs: 1000,
    webhookRetryCapMs: 60_000,
    refundStatus: 'processed',
    refundProcessingMs: 0,
    refundFailureMs: 200,
  };
}
