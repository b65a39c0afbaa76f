import cluster from 'node:cluster';
import { once } from 'node:events';
import { AggregatorRegistry } from 'prom-client';
import { z } from 'zod';
import type { Metrics } from './metrics.ts';

const REQUEST = 'sureslot:metrics-request';
const ANSWER = 'sureslot:metrics-answer';
/** Longer than prom-client waits for a worker. */
const ANSWER_LIMIT_MS = 6000;

const requestSchema = z.object({ type: z.literal(REQUEST), id: z.number() });
const answerSchema = z.object({ type: z.literal(ANSWER), id: z.number(), text: z.string().nullable() });

let requests = 0;

/** In a worker of a cluster: lets the primary read this process's metrics. */
export function serveClusterMetrics(metrics: Metrics): void {
  AggregatorRegistry.setRegistries([metrics.registry]);
  // Listens for the primary's questions from here on.
  new AggregatorRegistry();
}

/** In the primary: adds up the metrics of all workers for the one that was asked by Prometheus. */
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

/**
 * In a worker: the metrics of all workers, added up.
 * @throws Error when one of them did not answer in time.
 */
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
