const TICK_MS = 10;
/** Timers are slightly late on any machine. */
const STALL_MS = 10;

export interface Timed<T> {
  readonly result: T;
  readonly milliseconds: number;
}

/**
 * Times work without the pauses of a busy machine. A timer detects when this process did not run: the tick is
 * late, and the process used no CPU time meanwhile. Such pauses are not counted; the process's own work is.
 */
export async function timed<T>(work: () => PromiseLike<T>): Promise<Timed<T>> {
  const startedAt = performance.now();
  let stalled = 0;
  let last = { at: startedAt, cpu: process.cpuUsage() };
  const look = (): void => {
    const { user, system } = process.cpuUsage(last.cpu);
    const late = performance.now() - last.at - TICK_MS - (user + system) / 1000;
    if (late > STALL_MS) stalled += late;
    last = { at: performance.now(), cpu: process.cpuUsage() };
  };
  const timer = setInterval(look, TICK_MS);
  try {
    const result = await work();
    look();
    return { result, milliseconds: performance.now() - startedAt - stalled };
  } finally {
    clearInterval(timer);
  }
}

/**
 * The CPU time of the work, including hashing threads. It hardly depends on the machine's load, unlike
 * elapsed time. Use it to compare two kinds of work.
 */
export async function processorTime<T>(work: () => PromiseLike<T>): Promise<Timed<T>> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, milliseconds: (user + system) / 1000 };
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
