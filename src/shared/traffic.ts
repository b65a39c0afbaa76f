/** This many requests at once are a crowd. A page takes milliseconds, so even a busy site has only a handful. */
const CROWD = 20;
/** Maximum milliseconds that background work waits, so that a lasting crowd does not delay it for ever. */
const MAX_WAIT_MS = 30_000;

/** Counts the running requests. Background work, such as mails, waits while there are many. */
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
