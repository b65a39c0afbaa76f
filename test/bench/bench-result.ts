export interface BenchResult {
  readonly name: string;
  /** From a name to a value with its unit: `ours` to `2,410 requests/s`. */
  readonly figures: Readonly<Record<string, string>>;
  /** Our figure divided by the baseline. Both are measured in this run; higher is better. */
  readonly ratio?: number;
  /** The lowest acceptable ratio. */
  readonly goal?: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function perSecond(value: number, unit: string): string {
  return `${Math.round(value).toLocaleString('en')} ${unit}/s`;
}

/** Prints the results as a table and names the goals that were missed. */
export function report(results: readonly BenchResult[]): void {
  for (const { name, figures, ratio, goal } of results) {
    console.log(`\n${name}`);
    for (const [figure, value] of Object.entries(figures)) console.log(`  ${figure.padEnd(28)} ${value}`);
    if (ratio === undefined) continue;
    const verdict = goal === undefined ? '' : ` (goal ${goal}: ${ratio >= goal ? 'met' : 'MISSED'})`;
    console.log(`  ${'ratio'.padEnd(28)} ${ratio.toFixed(2)}${verdict}`);
  }
}
