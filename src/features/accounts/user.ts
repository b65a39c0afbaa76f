import { customAlphabet } from 'nanoid';
import type { CurrentUser, Role } from '../../web/guards.ts';
import type { SlotMentor } from '../slots/index.ts';

export { normaliseEmail } from '../../shared/text.ts';

/** A person with an active account. */
export interface User extends CurrentUser {
  /** Sessions of earlier generations have ended. */
  readonly sessionEpoch: number;
  /** Address of the photo, or null. */
  readonly photo: string | null;
}

/** The public facts about a mentor. */
export interface Mentor extends SlotMentor {
  readonly timeZone: string;
}

/** The profile that mentors write about themselves. */
export type MentorProfile = Omit<Mentor, 'id' | 'photo' | 'isDisabled'>;

/** The details that people edit on the account page. */
export type AccountDetails = Pick<User, 'name' | 'timeZone' | 'phone'>;

export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly roles: readonly Role[];
  /** Mentors have one. */
  readonly handle?: string;
  /** IANA name; default: the site's zone. */
  readonly timeZone?: string;
}

/** Of a handle. */
export const handleLimits = { min: 3, max: 40 };
const SUFFIX_LENGTH = 5;
const randomSuffix = customAlphabet('0123456789abcdefghijkmnpqrstuvwxyz', SUFFIX_LENGTH);

const WITHOUT_NAME = 'mentor';

/**
 * The name as part of a URL: `Zoë O'Hara` becomes `zoe-o-hara`. A name without Latin letters becomes `mentor`, and one
 * that is too short for a handle `mentor-jo`.
 */
export function handleOf(name: string, max = handleLimits.max): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, max)
    .replace(/^-+|-+$/g, '');
  if (slug === '') return WITHOUT_NAME;
  return slug.length < handleLimits.min ? `${WITHOUT_NAME}-${slug}` : slug;
}

/** Used when the plain handle of a name is taken. */
export function handleWithSuffix(name: string): string {
  return `${handleOf(name, handleLimits.max - SUFFIX_LENGTH - 1)}-${randomSuffix()}`;
}
