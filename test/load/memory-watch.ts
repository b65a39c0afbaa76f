import { paths } from '../../src/paths.ts';

export interface MemorySample {
  /** Since the watch began. */
  readonly seconds: number;
  readonly residentMb: number;
  readonly heapUsedMb: number;
}

const EVERY_MS = 2000;
const MB = 1024 * 1024;

/** Reads from a server's own metrics how much memory it takes. */
export class MemoryWatch {
  readonly samples: MemorySample[] = [];
  private readonly startedAt = performance.now();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {
    this.timer = setInterval(() => void this.sample(), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /**
   * The least that the heap held, and the most that the process took, between two shares of the time, in MB. Garbage
   * goes up and down by more than 100 MB on a machine with much memory: what is really held shows at the low points.
   */
  between(from: number, to: number): { readonly leastHeap: number; readonly mostResident: number } {
    const { samples } = this;
    const part = samples.slice(Math.floor(from * samples.length), Math.ceil(to * samples.length));
    return {
      leastHeap: Math.min(...part.map(({ heapUsedMb }) => heapUsedMb)),
      mostResident: Math.max(...part.map(({ residentMb }) => residentMb)),
    };
  }

  private async sample(): Promise<void> {
    const headers = { authorization: `Bearer ${this.token}` };
    // A busy server may miss one.
    const text = await fetch(this.url + paths.metrics, { headers })
      .then((response) => response.text())
      .catch(() => '');
    const residentMb = megabytes(text, 'process_resident_memory_bytes');
    const heapUsedMb = megabytes(text, 'nodejs_heap_size_used_bytes');
    if (residentMb === undefined || heapUsedMb === undefined) return;
    this.samples.push({ seconds: (performance.now() - this.startedAt) / 1000, residentMb, heapUsedMb });
  }
}

function megabytes(text: string, metric: string): number | undefined {
  const value = new RegExp(`^${metric} (\\S+)$`, 'm').exec(text)?.[1];
  return value === undefined ? undefined : Math.round(Number(value) / MB);
}
