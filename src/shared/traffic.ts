/** This many requests at once are a crowd. A page takes milliseconds, so even a busy site has only a handful. */
const CROWD = 20;
/** Milliseconds that background work waits at most, so that a lasting crowd does not hold it up for ever. */
const MAX_WAIT_MS = 30_000;

/** Counts the running requests. Work that nobody waits for, such as mails, gives way to a crowd. */
export class Traffic {
  private underWay = 0;
  /** When the present crowd began; undefined without one. */
  private crowdedSince: number | undefined;

  constructor(private readonly milliseconds: () => number = () => performance.now()) {}

  begin(): void {
    this.underWay += 1;
    if (this.underWay >= CROWD) this.crowdedSince ??= this.milliseconds();
  }

  end(): void {
    this.underWay -= 1;
    if (this.underWay < CROWD) this.crowdedSince = undefined;
  }

  /** Whether background work should wait. */
  isCrowded(): boolean {
    return this.crowdedSince !== undefined && this.milliseconds() - this.crowdedSince < MAX_WAIT_MS;
  }
}
