/** What the pages of a session say of its mentor. */
export interface SlotMentor {
  readonly id: string;
  readonly name: string;
  readonly handle: string;
  readonly headline: string;
  readonly bio: string;
  readonly topics: readonly string[];
  /** Address of the photo; null where there is none. */
  readonly photo: string | null;
  /** An admin has shut the account: nothing of it is on sale. */
  readonly isDisabled: boolean;
}

/** Who gives the sessions; the accounts know. */
export interface MentorDirectory {
  /** In no particular order; those that do not exist are left out. */
  findMentors(ids: readonly string[]): Promise<readonly SlotMentor[]>;
  findMentorByHandle(handle: string): Promise<SlotMentor | undefined>;
  /** Mentors whose name has this text somewhere, in any letter case. */
  findMentorIdsByName(text: string): Promise<readonly string[]>;
  findDisabledMentorIds(): Promise<readonly string[]>;
}

/** The mentor of a session, also when the account is gone. */
export async function findMentor(
  mentors: Pick<MentorDirectory, 'findMentors'>,
  id: string,
): Promise<SlotMentor> {
  const [mentor] = await mentors.findMentors([id]);
  return mentor ?? formerMentor(id);
}

/** A mentor whose account is gone; the sessions remain for those who booked. */
export function formerMentor(id: string): SlotMentor {
  return {
    id,
    name: 'Former mentor',
    handle: '',
    headline: '',
    bio: '',
    topics: [],
    photo: null,
    isDisabled: false,
  };
}
