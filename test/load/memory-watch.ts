import { setTimeout as sleep } from 'node:timers/promises';
import { paths } from '../../src/paths.ts';
import { median } from '../bench/bench-result.ts';

export interface MemorySample {
  readonly residentMb: number;
  readonly heapUsedMb: number;
}

interface Watched {
  readonly url: string;
  readonly pid: number;
}

const EVERY_MS = 15_000;
const COLLECTING_MS = 1000;
const MB = 1024 * 1024;

const HOOK = `
  import { setFlagsFromString } from 'node:v8';
  import { runInNewContext } from 'node:vm';
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  process.on('SIGUSR2', () => collect());`;

/** Environment of a watched server: it collects garbage on SIGUSR2. */
export const watchable = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(HOOK)}` };

/**
 * Samples a server's memory from its metrics, each time right after a garbage collection. Without the
 * collection, memory varies by more than 100 MB, and that would hide a leak.
 */
export class MemoryWatch {
  readonly samples: MemorySample[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly server: Watched,
    private readonly token: string,
  ) {
    this.timer = setInterval(() => void this.sample(), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** The median of the samples between two shares of the duration. */
  between(from: number, to: number): MemorySample {
    const { samples } = this;
    const part = samples.slice(Math.floor(from * samples.length), Math.ceil(to * samples.length));
    return {
      residentMb: median(part.map(({ residentMb }) => residentMb)),
      heapUsedMb: median(part.map(({ heapUsedMb }) => heapUsedMb)),
    };
  }

  private async sample(): Promise<void> {
    process.kill(this.server.pid, 'SIGUSR2');
    await sleep(COLLECTING_MS);
    const headers = { authorization: `Bearer ${this.token}` };
    // A busy server may miss a sample.
    const text = await fetch(this.server.url + paths.metrics, { headers })
      .then((response) => response.text())
      .catch(() => '');
    const residentMb = megabytes(text, 'process_resident_memory_bytes');
    const heapUsedMb = megabytes(text, 'nodejs_heap_size_used_bytes');
    if (residentMb !== undefined && heapUsedMb !== undefined) this.samples.push({ residentMb, heapUsedMb });
  }
}

function megabytes(text: string, metric: string): number | undefined {
  const value = new RegExp(`^${metric} (\\S+)$`, 'm').exec(text)?.[1];
  return value === undefined ? undefined : Math.round(Number(value) / MB);
}
