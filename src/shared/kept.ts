import { LRUCache } from 'lru-cache';

interface Answer<T> {
  readonly value: Promise<T>;
  readonly until: number;
}

/** Caches a value for some milliseconds. Callers that ask during a read wait for that read. */
export class KeptAnswer<T> {
  private kept: Answer<T> | undefined;

  constructor(
    private readonly read: () => Promise<T>,
    private readonly milliseconds: number,
    private readonly time: () => Date,
  ) {}

  get(): Promise<T> {
    const now = this.time().getTime();
    // If the clock is set back, the answer must not be kept longer.
    if (this.kept && now < this.kept.until && this.kept.until <= now + this.milliseconds)
      return this.kept.value;
    const answer = { value: this.read(), until: now + this.milliseconds };
    this.kept = answer;
    // The next caller reads again.
    answer.value.catch(() => this.drop(answer));
    return answer.value;
  }

  /** Call this when the value has changed. */
  drop(answer = this.kept): void {
    if (this.kept === answer) this.kept = undefined;
  }
}

/**
 * Keeps recently used files in memory, by names whose content never changes. Concurrent callers wait for the same work.
 */
export class KeptFiles {
  private readonly files: LRUCache<string, Buffer>;
  private readonly underWay = new Map<string, Promise<Buffer | undefined>>();

  constructor(maxBytes: number) {
    this.files = new LRUCache({ maxSize: maxBytes, sizeCalculation: ({ length }) => length });
  }

  async get(name: string, find: () => Promise<Buffer | undefined>): Promise<Buffer | undefined> {
    return this.files.get(name) ?? this.underWay.get(name) ?? this.look(name, find);
  }

  private look(name: string, find: () => Promise<Buffer | undefined>): Promise<Buffer | undefined> {
    const looking = find()
      .then((file) => {
        if (file) this.files.set(name, file);
        return file;
      })
      .finally(() => this.underWay.delete(name));
    this.underWay.set(name, looking);
    return looking;
  }
}
