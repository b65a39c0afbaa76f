export interface StoredRecord {
  readonly id: string;
  /** Unix seconds. */
  readonly created_at: number;
}

/** A page of a list, newest first; times in unix seconds, both ends included. */
export interface PageQuery<T> {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly skip: number;
  readonly where?: (record: T) => boolean;
}

interface Position {
  readonly id: string;
  readonly createdAt: number;
}

/** Records by id, by one foreign key, and in the order of their creation: no look-up walks over all of them. */
export class Collection<T extends StoredRecord> {
  private readonly byId = new Map<string, T>();
  private readonly byKey = new Map<string, Set<string>>();
  private timeline: Position[] = [];

  constructor(
    private readonly keyOf: (record: T) => string | null,
    private readonly onSave: (record: T) => void,
  ) {}

  get(id: string): T | undefined {
    return this.byId.get(id);
  }

  /** The records of a foreign key, oldest first. */
  of(key: string): readonly T[] {
    return [...(this.byKey.get(key) ?? [])].flatMap((id) => this.byId.get(id) ?? []);
  }

  all(): readonly T[] {
    return this.timeline.flatMap(({ id }) => this.byId.get(id) ?? []);
  }

  save(record: T): T {
    this.restore(record);
    this.onSave(record);
    return record;
  }

  /** Takes a record that is already in the journal. */
  restore(record: T): void {
    const known = this.byId.get(record.id);
    this.byId.set(record.id, record);
    if (known?.created_at === record.created_at) return;
    if (known) this.timeline = this.timeline.filter(({ id }) => id !== record.id);
    this.timeline.splice(this.countUntil(record.created_at), 0, {
      id: record.id,
      createdAt: record.created_at,
    });
    const key = this.keyOf(record);
    if (!known && key !== null) this.byKey.set(key, (this.byKey.get(key) ?? new Set()).add(record.id));
  }

  page({ from, to, count, skip, where = () => true }: PageQuery<T>): readonly T[] {
    const found: T[] = [];
    let toSkip = skip;
    for (let index = this.countUntil(to) - 1; index >= 0 && found.length < count; index -= 1) {
      const position = this.timeline[index];
      if (!position || position.createdAt < from) break;
      const record = this.byId.get(position.id);
      if (!record || !where(record)) continue;
      if (toSkip > 0) toSkip -= 1;
      else found.push(record);
    }
    return found;
  }

  /** How many records were created at this second or before. */
  private countUntil(second: number): number {
    let low = 0;
    let high = this.timeline.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.timeline[middle]?.createdAt ?? 0) <= second) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
