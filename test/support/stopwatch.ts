const TICK_MS = 10;
/** A timer is a little late on any machine. */
const STALL_MS = 10;

export interface Timed<T> {
  readonly result: T;
  readonly milliseconds: number;
}

/**
 * Measures work that has to be over in time. A timer beside it notices when this process is not run: it ticks late, and
 * the process has not used the processor meanwhile. That time is not counted. The process's own work is.
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
 * What the work costs this process on its processors, hashing threads included. Unlike the time it takes, that hardly
 * depends on what else the machine does, so that two kinds of work can be compared.
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
