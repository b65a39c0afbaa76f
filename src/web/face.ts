import { graphemes } from '../shared/text.ts';
import type { MentorLink } from './partials.page.ts';

/** A person's photo, or the initials on one of eight tints. */
export interface Face {
  readonly initials: string;
  /** 0 to 7, for the class `tint-0` of the stylesheet. */
  readonly tint: number;
  /** Add `&size=96`, 192 or 512 to this address. Null without a photo. */
  readonly photo: string | null;
}

/** Pale and deep, in the order of the classes `tint-0` to `tint-7` of the stylesheet. */
const tints = [
  ['#cfe9dc', '#0b4f3d'],
  ['#ffe2a3', '#5c3b00'],
  ['#fbd5d5', '#7a1f2b'],
  ['#d3e3fb', '#153f7a'],
  ['#e4daf8', '#482a86'],
  ['#c9ebec', '#0a4b52'],
  ['#ffdcc2', '#7a3300'],
  ['#e2e6cf', '#434a14'],
] as const;

/** The colours of a tint where the stylesheet does not apply: in mails and drawn pictures. */
export function coloursOf(tint: number) {
  const [pale, deep] = tints[tint] ?? tints[0];
  return { pale, deep };
}

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
  return sum % tints.length;
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
