import { DomainError } from '../../shared/errors.ts';

/** What a session's pages show of its mentor. */
export interface SlotMentor {
  readonly id: string;
  readonly name: string;
  /** Names the mentor in URLs. Empty without a page: disabled, a former mentor, or never named. */
  readonly handle: string;
  readonly headline: string;
  /** Plain text with line breaks. */
  readonly bio: string;
  readonly topics: readonly string[];
  /** Address of the photo, which changes with it, or null. */
  readonly photo: string | null;
  /** An admin has disabled the account: nothing of it is on sale. */
  readonly isDisabled: boolean;
}

/** A new name that the search index does not have yet. */
export interface Renaming {
  readonly id: string;
  readonly renamedAt: Date;
}

/** Looks up mentors. The accounts feature implements it. */
export interface MentorDirectory {
  /** In no particular order. Missing mentors are left out. */
  findMentors(ids: readonly string[]): Promise<readonly SlotMentor[]>;
  findMentorByHandle(handle: string): Promise<SlotMentor | undefined>;
  findDisabledMentorIds(): Promise<readonly string[]>;
  findRenamed(limit: number): Promise<readonly Renaming[]>;
  endRenaming(renaming: Renaming): Promise<void>;
}

/** The mentor of a session, also if the account was deleted. */
export async function findMentor(
  mentors: Pick<MentorDirectory, 'findMentors'>,
  id: string,
): Promise<SlotMentor> {
  const [mentor] = await mentors.findMentors([id]);
  return mentor ?? formerMentor(id);
}

/** @throws DomainError NOT_FOUND */
export async function requireMentor(
  mentors: Pick<MentorDirectory, 'findMentorByHandle'>,
  handle: string,
): Promise<SlotMentor> {
  const mentor = await mentors.findMentorByHandle(handle);
  if (!mentor) throw new DomainError('NOT_FOUND', { message: 'There is no such mentor.' });
  return mentor;
}

/** Used for a deleted account, whose past sessions remain. */
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
