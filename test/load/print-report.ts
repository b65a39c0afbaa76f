import type { MemorySample, MemoryWatch } from './memory-watch.ts';
import type { LoadReport } from '../support/town/run-load.ts';

/** Shares of the duration. Before the first one, the server warms up. */
const EARLY = [0.2, 0.5] as const;
const LATE = [0.7, 1] as const;
const MAX_GROWTH = 1.1;

/** Whether the server that was never restarted uses at most a tenth more memory late than early. */
export function isFlat(memory: MemoryWatch): boolean {
  const [early, late] = [memory.between(...EARLY), memory.between(...LATE)];
  return late.heapUsedMb <= MAX_GROWTH * early.heapUsedMb && late.residentMb <= MAX_GROWTH * early.residentMb;
}

export function printReport({ tally, restarts, settledAfter }: LoadReport, memory: MemoryWatch): void {
  const lines: readonly (readonly [string, string])[] = [
    ['answers', `${tally.answers}: ${listOf(tally.statuses)}`],
    ['journeys', listOf(tally.done)],
    ['failed requests', `${tally.failed}`],
    ['503 with Retry-After', `${tally.turnedAway}`],
    ['connections not taken', `${tally.refused}`],
    [
      'answered within',
      `50 %: ${tally.within(0.5)} ms, 95 %: ${tally.within(0.95)} ms, all: ${tally.within(1)} ms`,
    ],
    ...restarts.map(
      ({ exitCode, stopping, starting }, index) =>
        [
          `restart ${index + 1}`,
          `exit code ${exitCode}, stopped in ${seconds(stopping)}, ready in ${seconds(starting)}`,
        ] as const,
    ),
    ['memory when warm', describe(memory.between(...EARLY))],
    ['memory at the end', describe(memory.between(...LATE))],
    ['resident, in turn', memory.samples.map(({ residentMb }) => residentMb).join(' ')],
    ['heap, in turn', memory.samples.map(({ heapUsedMb }) => heapUsedMb).join(' ')],
    ['ledgers agree', `${seconds(settledAfter)} after the end`],
  ];
  for (const [name, value] of lines) process.stdout.write(`${name.padEnd(24)} ${value}\n`);
  for (const failure of tally.failures) process.stdout.write(`FAILED ${failure}\n`);
}

function describe({ residentMb, heapUsedMb }: MemorySample): string {
  return `resident ${residentMb} MB, heap ${heapUsedMb} MB`;
}

function listOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
