/** A set that forgets its oldest members, so that a process that runs for months does not grow. */
export class BoundedSet {
  private readonly members = new Set<string>();

  constructor(private readonly size: number) {}

  has(member: string): boolean {
    return this.members.has(member);
  }

  add(member: string): void {
    this.members.add(member);
    const [oldest] = this.members;
    if (this.members.size > this.size && oldest !== undefined) this.members.delete(oldest);
  }
}
