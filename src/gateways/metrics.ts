import cluster from 'node:cluster';
import { once } from 'node:events';
import { AggregatorRegistry, collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import * as z from 'zod';
import type { Logger } from '../shared/logger.ts';

/** Log events that are a step of a checkout. */
const STEP_OF_EVENT = new Map([
  ['booking.prepared', 'prepared'],
  ['booking.created', 'booked'],
  ['refund.owed', 'refunded'],
  ['payment.failed', 'failed'],
  ['checkout.abandoned', 'abandoned'],
]);

export interface AnsweredRequest {
  readonly method: string;
  /** The route's pattern, never the path: `/slots/:slotId`. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

export interface GaugeReading {
  readonly label: string;
  readonly value: number;
}

export interface GaugeOptions {
  readonly name: string;
  readonly help: string;
  /** The label that distinguishes the readings, such as `status`. */
  readonly labelName: string;
  /** Called at each scrape. If it fails, that scrape has no such gauge. */
  readonly read: () => Promise<readonly GaugeReading[]>;
}

/** From a cached page to the 10 s that a request may take. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The Prometheus metrics of one process. Labels have few, known values: never a person, an id or a path. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Requests by route pattern, from the first byte read to the last one written.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: SECONDS,
    registers: [this.#registry],
  });
  readonly #gatewayCalls = new Histogram({
    name: 'sureslot_gateway_call_seconds',
    help: 'Calls to Razorpay with their retries; outcome ok, refused (it said no) or unavailable.',
    labelNames: ['operation', 'outcome'] as const,
    buckets: SECONDS,
    registers: [this.#registry],
  });
  readonly #checkouts = new Counter({
    name: 'sureslot_checkouts_total',
    help: 'Checkouts that were prepared, and how they ended; failed and abandoned ones may still be paid.',
    labelNames: ['step'] as const,
    registers: [this.#registry],
  });
  readonly #settlements = new Counter({
    name: 'sureslot_settlements_total',
    help: 'Answers of settling a payment, repetitions included.',
    labelNames: ['outcome'] as const,
    registers: [this.#registry],
  });
  readonly #refundsOwed = new Counter({
    name: 'sureslot_refunds_owed_total',
    help: 'Payments that got no seat, by the reason for their refund.',
    labelNames: ['reason'] as const,
    registers: [this.#registry],
  });
  readonly #events = new Counter({
    name: 'sureslot_log_events_total',
    help: 'Log lines of level info and above, by event.',
    labelNames: ['event', 'level'] as const,
    registers: [this.#registry],
  });

  constructor() {
    // Each step starts at 0, because rates over a missing series are wrong.
    for (const step of STEP_OF_EVENT.values()) this.#checkouts.inc({ step }, 0);
  }

  requestAnswered({ method, route, status, seconds }: AnsweredRequest): void {
    this.#requests.observe({ method, route, status }, seconds);
  }

  gatewayCalled(call: { operation: string; outcome: string; seconds: number }): void {
    this.#gatewayCalls.observe({ operation: call.operation, outcome: call.outcome }, call.seconds);
  }

  /** Wraps a logger and counts the business events that are written to it. */
  counting(logger: Logger): Logger {
    const count = (level: keyof Logger) => (fields: object, event: string) => {
      this.#count(level, fields, event);
      logger[level](fields, event);
    };
    return { debug: count('debug'), info: count('info'), warn: count('warn'), error: count('error') };
  }

  /** Adds a gauge whose value is the same for all processes, such as a count of rows in MongoDB. */
  addSharedGauge({ name, help, labelName, read }: GaugeOptions): void {
    new Gauge({
      name,
      help,
      labelNames: [labelName],
      registers: [this.#registry],
      // All processes of a cluster report the same rows. Their sum would be too high.
      aggregator: 'max',
      async collect() {
        this.reset();
        const readings = await read().catch(() => []);
        for (const { label, value } of readings) this.set({ [labelName]: label }, value);
      },
    });
  }

  /**
   * Adds prom-client's metrics of the process: memory, CPU, event-loop lag, garbage collection. Call it once per
   * process.
   */
  addProcessMetrics(): void {
    collectDefaultMetrics({ register: this.#registry });
  }

  #count(level: keyof Logger, fields: object, event: string): void {
    const step = STEP_OF_EVENT.get(event);
    if (step !== undefined) this.#checkouts.inc({ step });
    if (event === 'refund.owed' && 'reason' in fields)
      this.#refundsOwed.inc({ reason: String(fields.reason) });
    if (event === 'payment.answered' && 'outcome' in fields)
      this.#settlements.inc({ outcome: String(fields.outcome) });
    if (level !== 'debug') this.#events.inc({ event, level });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** The metrics in Prometheus' text format. */
  print(): Promise<string> {
    return this.#registry.metrics();
  }

  /** For the primary, which adds up the metrics of a cluster. */
  get registry(): Registry {
    return this.#registry;
  }
}

const REQUEST = 'sureslot:metrics-request';
const ANSWER = 'sureslot:metrics-answer';
/** Longer than prom-client waits for a worker. */
const ANSWER_LIMIT_MS = 6000;

const requestSchema = z.object({ type: z.literal(REQUEST), id: z.number() });
const answerSchema = z.object({ type: z.literal(ANSWER), id: z.number(), text: z.string().nullable() });

let requests = 0;

/** Called in a worker: the primary can then read its metrics. */
export function serveClusterMetrics(metrics: Metrics): void {
  AggregatorRegistry.setRegistries([metrics.registry]);
  // The constructor subscribes to the primary's questions.
  new AggregatorRegistry();
}

/** Called in the primary: answers a worker that Prometheus asked with the metrics of all workers. */
export function answerClusterMetrics(): void {
  const aggregator = new AggregatorRegistry();
  cluster.on('message', (worker, message: unknown) => {
    const request = requestSchema.safeParse(message);
    if (!request.success) return;
    const { id } = request.data;
    const answer = (text: string | null) => {
      if (worker.isConnected()) worker.send({ type: ANSWER, id, text });
    };
    aggregator.clusterMetrics().then(answer, () => answer(null));
  });
}

/** Called in a worker. @throws Error if one of the workers does not answer in time */
export async function askClusterMetrics(): Promise<string> {
  requests += 1;
  const id = requests;
  const limit = AbortSignal.timeout(ANSWER_LIMIT_MS);
  process.send?.({ type: REQUEST, id });
  for (;;) {
    const [message] = (await once(process, 'message', { signal: limit })) as [unknown];
    const answer = answerSchema.safeParse(message);
    if (!answer.success || answer.data.id !== id) continue;
    if (answer.data.text === null) throw new Error('The metrics of the other processes are not complete');
    return answer.data.text;
  }
}
