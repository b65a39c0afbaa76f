/** Milliseconds before the next try: doubled with each try up to `max`, and a random half of it taken off. */
export function backoff(
  tries: number,
  { first, max }: { readonly first: number; readonly max: number },
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(max, first * 2 ** Math.min(tries, 30));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}
