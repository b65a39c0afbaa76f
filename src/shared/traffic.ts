/** So many requests at once are a crowd: a page is answered in milliseconds, so a busy site has a handful. */
const CROWD = 20;
/** Milliseconds for which work gives way at most, so that a crowd that stays does not hold it up for ever. */
const MAX_WAIT_MS = 30_000;

/** How many requests the process is answering. Work that nobody waits for, such as mails, gives way to a crowd. */
export class Traffic {
  private underWay = 0;
  /** When the present crowd came; undefined without one. */
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

  /** Whether work should wait. */
  isCrowded(): boolean {
    return this.crowdedSince !== undefined && this.milliseconds() - this.crowdedSince < MAX_WAIT_MS;
  }
}
