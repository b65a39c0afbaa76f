import type { MentorLink } from './partials.page.ts';

/** A person's photo, or the initials on one of eight tints. */
export interface Face {
  readonly initials: string;
  /** 0 to 7, for the class `tint-0` of the stylesheet. */
  readonly tint: number;
  /** Add `&size=96`, 192 or 512 to this address. Null without a photo. */
  readonly photo: string | null;
}

const TINTS = 8;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The id chooses the tint, so that it is the same on every page. */
export function toFace(person: { id: string; name: string; photo?: string | null }): Face {
  return { initials: initialsOf(person.name), tint: tintOf(person.id), photo: person.photo ?? null };
}

/** Of the first and the last word: `Meera Lakshmi Iyer` becomes `MI`. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen.map((word) => firstLetter(word ?? '').toLocaleUpperCase('en')).join('') || '?';
}

function firstLetter(word: string): string {
  // Segmenting is slow, and Latin-1 has no combining characters.
  if (/^[\u0021-\u00ff]{2}/.test(word)) return word.slice(0, 1);
  const [first] = graphemes.segment(word);
  return first?.segment ?? '';
}

function tintOf(id: string): number {
  let sum = 0;
  for (const character of id) sum += character.codePointAt(0) ?? 0;
  return sum % TINTS;
}

/** What pages need to name a mentor. */
export interface NamedMentor {
  readonly id: string;
  readonly name: string;
  /** Empty without a page. */
  readonly handle: string;
  readonly headline: string;
  /** Address of the photo, or null. */
  readonly photo: string | null;
}

export function toMentorLink(mentor: NamedMentor): MentorLink {
  const { name, handle, headline } = mentor;
  return { name, handle, headline: headline || null, face: toFace(mentor) };
}
