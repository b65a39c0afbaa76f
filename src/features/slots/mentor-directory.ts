/** What the pages of a session say of its mentor. */
export interface SlotMentor {
  readonly id: string;
  readonly name: string;
  readonly handle: string;
  readonly headline: string;
  readonly topics: readonly string[];
}

/** Who gives the sessions; the accounts know. */
export interface MentorDirectory {
  /** In no particular order; those that do not exist are left out. */
  findMentors(ids: readonly string[]): Promise<readonly SlotMentor[]>;
  findMentorByHandle(handle: string): Promise<SlotMentor | undefined>;
}
