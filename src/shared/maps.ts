import { LRUCache } from 'lru-cache';

/** Groups are in the order of their first item. */
export function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Undefined if there are none. */
export function mostFrequent(texts: readonly string[]): string | undefined {
  const groups = [...groupBy(texts, (text) => text).values()];
  return groups.sort((one, other) => other.length - one.length)[0]?.[0];
}

/**
 * A map of limited size that drops the entry unused for longest, so that keys from outside cannot fill the memory.
 * With `ttl`, an entry is dropped when it is this many milliseconds old.
 */
export class BoundedMap<Value extends object | string | number | boolean> extends LRUCache<string, Value> {
  constructor(maxSize: number, ttl = 0) {
    super({ max: maxSize, ttl });
  }

  /** The value of the key; made and kept if there is none. */
  getOrMake(key: string, make: () => Value): Value {
    const known = this.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.set(key, made);
    return made;
  }
}
