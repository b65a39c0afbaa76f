import type { MentorLink } from './partials.page.ts';

/** A person as a small picture: the photo, or the initials on one of eight tints. */
export interface Face {
  readonly initials: string;
  /** 0 to 7: a class `tint-0` of the stylesheet. */
  readonly tint: number;
  /** Address of the photo, to which `&size=96`, 192 or 512 is added; null where there is none. */
  readonly photo: string | null;
}

const TINTS = 8;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The face of somebody: the same tint on every page, because the id chooses it. */
export function toFace(person: { id: string; name: string; photo?: string | null }): Face {
  return { initials: initialsOf(person.name), tint: tintOf(person.id), photo: person.photo ?? null };
}

/** Of the first and the last word: `Meera Lakshmi Iyer` is `MI`. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen.map((word) => firstLetter(word ?? '').toLocaleUpperCase('en')).join('') || '?';
}

function firstLetter(word: string): string {
  // Segmenting is slow, and nothing in the Latin-1 characters joins the one before it.
  if (/^[\u0021-\u00ff]{2}/.test(word)) return word.slice(0, 1);
  const [first] = graphemes.segment(word);
  return first?.segment ?? '';
}

function tintOf(id: string): number {
  let sum = 0;
  for (const character of id) sum += character.codePointAt(0) ?? 0;
  return sum % TINTS;
}

/** What pages need to know of a mentor to name them. */
export interface NamedMentor {
  readonly id: string;
  readonly name: string;
  /** Empty for someone who has no page. */
  readonly handle: string;
  readonly headline: string;
  /** Address of the photo; null where there is none. */
  readonly photo: string | null;
}

export function toMentorLink(mentor: NamedMentor): MentorLink {
  const { name, handle, headline } = mentor;
  return { name, handle, headline: headline || null, face: toFace(mentor) };
}
