import { toFace } from './face.ts';
import type { MentorLink } from './partials.page.ts';

/** What pages need to know of a mentor to name them. */
export interface NamedMentor {
  readonly id: string;
  readonly name: string;
  /** Empty for who has no page. */
  readonly handle: string;
  readonly headline: string;
  /** Address of the photo; null where there is none. */
  readonly photo: string | null;
}

export function toMentorLink(mentor: NamedMentor): MentorLink {
  const { name, handle, headline } = mentor;
  return { name, handle, headline: headline || null, face: toFace(mentor) };
}
