/** How texts become words that can be compared: the same for what is stored and for what is asked. */

const MAX_WORD = 40;
const APOSTROPHES = /['’‘ʼ`´′"“”„]/g;
/** Accents over Latin, Greek and Cyrillic letters. The vowel signs of Indian scripts are no accents: they stay. */
const ACCENTS = /[\u0300-\u036f]/g;
const WORDS = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*[+#]*|\p{Extended_Pictographic}/gu;

/** Letters that no decomposition takes apart. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** Without accents, case and apostrophes: `Zoë O’Hara` is `zoe ohara`. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(ACCENTS, '')
    .toLowerCase()
    .replace(APOSTROPHES, '')
    .replace(/[ßæœøłđðþı]/g, (letter) => plainLetters[letter] ?? letter)
    .normalize('NFC');
}

/** The different words of a text, folded, in their order. */
export function wordsOf(text: string): readonly string[] {
  const words = (fold(text).match(WORDS) ?? []).map((word) => lettersOf(word).slice(0, MAX_WORD).join(''));
  return [...new Set(words)];
}

/** By code points: an emoji is one letter. */
export function lettersOf(text: string): string[] {
  return Array.from(text);
}

/** The word with each one of its letters left out: words one typing mistake apart have one of these in common. */
export function withoutOneLetter(word: string): readonly string[] {
  const letters = lettersOf(word);
  return [...new Set(letters.map((_, left) => letters.filter((_letter, index) => index !== left).join('')))];
}

/** Whether one letter missing, added, changed or swapped with its neighbour makes one word of the other. */
export function isOneTypoApart(one: string, other: string): boolean {
  const [short, long] = [lettersOf(one), lettersOf(other)].sort((a, b) => a.length - b.length) as [
    string[],
    string[],
  ];
  if (long.length - short.length > 1) return false;
  let from = 0;
  while (from < short.length && short[from] === long[from]) from += 1;
  const rest = (letters: string[], skipped: number) => letters.slice(from + skipped).join('');
  if (short.length < long.length) return rest(short, 0) === rest(long, 1);
  const isSwapped =
    short[from] === long[from + 1] && short[from + 1] === long[from] && rest(short, 2) === rest(long, 2);
  return isSwapped || rest(short, 1) === rest(long, 1);
}
