import { customAlphabet } from 'nanoid';
import type { CurrentUser, Role } from '../../web/guards.ts';

export { normaliseEmail } from '../../shared/text.ts';

/** A person with an account that is in use. */
export interface User extends CurrentUser {
  /** Sessions of an earlier generation are over. */
  readonly sessionEpoch: number;
  /** Address of the photo; null where there is none. */
  readonly photo: string | null;
}

/** What everybody may know of a mentor. */
export interface Mentor {
  readonly id: string;
  readonly name: string;
  /** Names the mentor in URLs. Empty for someone who has no page: disabled, no mentor any more, or never named. */
  readonly handle: string;
  readonly headline: string;
  /** Plain text; its line breaks are kept. */
  readonly bio: string;
  readonly topics: readonly string[];
  readonly timeZone: string;
  /** Address of the photo, which changes with it; null where there is none. */
  readonly photo: string | null;
  /** An admin has shut the account: nothing of it is on sale. */
  readonly isDisabled: boolean;
}

/** What mentors say of themselves. */
export type MentorProfile = Omit<Mentor, 'id' | 'photo' | 'isDisabled'>;

/** What everybody says of themselves on the account page. */
export type AccountDetails = Pick<User, 'name' | 'timeZone' | 'phone'>;

export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly roles: readonly Role[];
  /** Mentors have one. */
  readonly handle?: string;
  /** IANA name; that of this site where none is known. */
  readonly timeZone?: string;
}

const MAX_LENGTH = 40;
const randomSuffix = customAlphabet('0123456789abcdefghijkmnpqrstuvwxyz', 5);

/** The name as a part of a URL: `Zoë O'Hara` is `zoe-o-hara`. A name without Latin letters gives `mentor`. */
export function handleOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_LENGTH)
    .replace(/^-+|-+$/g, '');
  return slug === '' ? 'mentor' : slug;
}

/** For when somebody else has the plain one. */
export function handleWithSuffix(name: string): string {
  return `${handleOf(name)}-${randomSuffix()}`;
}
