interface Answer<T> {
  readonly value: Promise<T>;
  readonly until: number;
}

/** Answers with what was read up to so many milliseconds ago; who asks while it is being read waits for that. */
export class KeptAnswer<T> {
  private kept: Answer<T> | undefined;

  constructor(
    private readonly read: () => Promise<T>,
    private readonly milliseconds: number,
  ) {}

  get(): Promise<T> {
    if (this.kept && performance.now() < this.kept.until) return this.kept.value;
    const answer = { value: this.read(), until: performance.now() + this.milliseconds };
    this.kept = answer;
    // The next one asks again.
    answer.value.catch(() => this.drop(answer));
    return answer.value;
  }

  /** It is not true any more. */
  drop(answer = this.kept): void {
    if (this.kept === answer) this.kept = undefined;
  }
}
