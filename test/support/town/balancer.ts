import { setTimeout as sleep } from 'node:timers/promises';
import { paths } from '../../../src/paths.ts';
import type { Entrance } from './browser.ts';
import { LAB_BASE_URL } from '../payer.ts';

const EVERY_MS = 1000;

/** Directs people to the servers that are ready. Like a load balancer, it asks them every second. */
export class Balancer implements Entrance {
  readonly host = new URL(LAB_BASE_URL).host;
  private ready: readonly string[];

  private constructor(private readonly servers: readonly string[]) {
    this.ready = servers;
  }

  /** Asks the servers until `end` is signalled. */
  static start(servers: readonly string[], end: AbortSignal): Balancer {
    const balancer = new Balancer(servers);
    void balancer.watch(end);
    return balancer;
  }

  /** The ready servers. If none is ready, all of them: one has to answer 503. */
  get origins(): readonly string[] {
    return this.ready.length > 0 ? this.ready : this.servers;
  }

  private async watch(end: AbortSignal): Promise<void> {
    while (!end.aborted) {
      const answers = await Promise.all(this.servers.map(isReady));
      this.ready = this.servers.filter((_, index) => answers[index]);
      await sleep(EVERY_MS);
    }
  }
}

async function isReady(server: string): Promise<boolean> {
  const signal = AbortSignal.timeout(EVERY_MS);
  const answer = await fetch(server + paths.ready, { signal }).catch(() => undefined);
  return answer?.status === 200;
}
