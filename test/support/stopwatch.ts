const TICK_MS = 10;
/** A timer is a little late on any machine. */
const STALL_MS = 10;

export interface Timed<T> {
  readonly result: T;
  /** What the work took, without the time in which a busy machine did not run this process. */
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
