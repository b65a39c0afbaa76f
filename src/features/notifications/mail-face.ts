import type { MailFace } from './mail.page.ts';

/** As the tints of the pages, in colours that can be read on light and dark paper alike. */
const TINTS = [
  { background: '#cfe8dd', ink: '#0b4f3d' },
  { background: '#fde7c2', ink: '#6b4300' },
  { background: '#dce4fb', ink: '#23388a' },
  { background: '#f7d9e3', ink: '#83234a' },
  { background: '#d5ecf3', ink: '#0d4d60' },
  { background: '#e7dcf6', ink: '#4e2a86' },
  { background: '#fbdcd2', ink: '#7f2c12' },
  { background: '#e3ebc8', ink: '#43530f' },
] as const;

export function toMailFace({ id, name }: { readonly id: string; readonly name: string }): MailFace {
  const sum = Array.from(id).reduce((total, character) => total + character.charCodeAt(0), 0);
  const tint = TINTS[sum % TINTS.length] ?? TINTS[0];
  return { initials: initialsOf(name), ...tint, photoUrl: null };
}

/** The first letters of the first and the last word. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/u).filter((word) => /^\p{L}/u.test(word));
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word = '') => Array.from(word)[0]?.toUpperCase() ?? '').join('');
}
