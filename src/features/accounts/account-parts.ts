import { beginningWith, lettersOf, wordsOf } from '../../shared/search-words.ts';

/** Keeps an odd name from filling the index. */
const MAX_PARTS = 60;
/** Longer words are found by what they begin with. */
const MAX_LETTERS = 24;
/** Each word of a search is a read of its own; further ones are not asked for. */
const MAX_WORDS = 8;

/**
 * What a search finds a person by: the endings of each word, folded. Each part of a word is the beginning of one of its
 * endings, so that an index finds it. Never empty, because rows without parts are those that still need them.
 */
export function partsOf(text: string): string[] {
  const parts = new Set(wordsOf(text).flatMap(endingsOf));
  return parts.size === 0 ? [''] : [...parts].slice(0, MAX_PARTS);
}

/** The search fields of an account. */
export function searchFieldsOf({ name, email }: { readonly name: string; readonly email: string }) {
  return { nameParts: partsOf(name), emailParts: partsOf(email) };
}

function endingsOf(word: string): readonly string[] {
  const letters = lettersOf(word).slice(0, MAX_LETTERS);
  return letters.map((_, index) => letters.slice(index).join(''));
}

/** The filters that a person whose name or e-mail has all words of the text fulfils. */
export function filtersOf(text: string): readonly object[] {
  const words = wordsOf(text).slice(0, MAX_WORDS);
  return words.map((word) => {
    const beginning = lettersOf(word).slice(0, MAX_LETTERS).join('');
    // One and the same part lies between the two.
    const range = { $elemMatch: beginningWith(beginning) };
    return { $or: [{ nameParts: range }, { emailParts: range }] };
  });
}
