interface Answer<T> {
  readonly value: Promise<T>;
  readonly until: number;
}

/** Keeps what was read for some milliseconds. Callers that ask during a read wait for that read. */
export class KeptAnswer<T> {
  private kept: Answer<T> | undefined;

  constructor(
    private readonly read: () => Promise<T>,
    private readonly milliseconds: number,
    private readonly time: () => Date,
  ) {}

  get(): Promise<T> {
    const now = this.time().getTime();
    // A clock that was put back must not keep an answer for longer.
    if (this.kept && now < this.kept.until && this.kept.until <= now + this.milliseconds)
      return this.kept.value;
    const answer = { value: this.read(), until: now + this.milliseconds };
    this.kept = answer;
    // The next caller reads again.
    answer.value.catch(() => this.drop(answer));
    return answer.value;
  }

  /** Call this when the answer is no longer true. */
  drop(answer = this.kept): void {
    if (this.kept === answer) this.kept = undefined;
  }
}
