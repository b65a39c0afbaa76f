/** Normalises texts to words, in the same way for stored texts and searches. */

const MAX_WORD = 40;
const APOSTROPHES = /['’‘ʼ`´′"“”„]/g;
/** Accents on Latin, Greek and Cyrillic letters. Vowel signs of Indian scripts are not accents and stay. */
const ACCENTS = /[\u0300-\u036f]/g;
const WORDS = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*[+#]*|\p{Extended_Pictographic}/gu;

/** Letters without a Unicode decomposition. */
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

/** Removes accents, case and apostrophes: `Zoë O’Hara` becomes `zoe ohara`. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(ACCENTS, '')
    .toLowerCase()
    .replace(APOSTROPHES, '')
    .replace(/[ßæœøłđðþı]/g, (letter) => plainLetters[letter] ?? letter)
    .normalize('NFC');
}

/** The distinct words of a text, folded, in order. */
export function wordsOf(text: string): readonly string[] {
  const words = (fold(text).match(WORDS) ?? []).map((word) => lettersOf(word).slice(0, MAX_WORD).join(''));
  return [...new Set(words)];
}

const LAST_CHARACTER = '\u{10ffff}';

/** A filter for texts with this prefix. An index can answer it as one range. */
export function beginningWith(text: string) {
  return { $gte: text, $lt: text + LAST_CHARACTER };
}

/** In code points, so that an emoji is one letter. */
export function lettersOf(text: string): string[] {
  return Array.from(text);
}

/** Shorter words have too many similar words for a good guess. */
const MIN_LETTERS_FOR_TYPO = 4;
const MAX_LETTERS_FOR_TYPO = 24;

/** Numbers are not typing mistakes of other numbers. */
export function mayHaveTypo(word: string): boolean {
  const { length } = lettersOf(word);
  return length >= MIN_LETTERS_FOR_TYPO && length <= MAX_LETTERS_FOR_TYPO && !/\d/.test(word);
}

/** Each word is one more search. */
const MAX_CORRECTED = 6;

/**
 * The words of a text, those replaced for which a better spelling is found. Undefined if there is none.
 * @param findBetter looks for another spelling of a word that is not known
 */
export async function correctWords(
  text: string,
  findBetter: (word: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  const words = wordsOf(text).slice(0, MAX_CORRECTED);
  const better = await Promise.all(
    words.map(async (word) => (mayHaveTypo(word) ? findBetter(word) : undefined)),
  );
  const isCorrected = better.some((word) => word !== undefined);
  return isCorrected ? words.map((word, index) => better[index] ?? word).join(' ') : undefined;
}

/** Each variant of the word without one letter. Words that are one typing mistake apart share one of these. */
export function withoutOneLetter(word: string): readonly string[] {
  const letters = lettersOf(word);
  return [...new Set(letters.map((_, left) => letters.filter((_letter, index) => index !== left).join('')))];
}

/** Whether the words differ by one letter that is missing, added, changed or swapped with its neighbour. */
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

const MAX_SUGGESTED = 6;
const TRIGRAM = 3;

/**
 * Topics to suggest after a search without results, the most similar spelling first.
 * @param topics most frequent first; equally similar ones stay in this order
 */
export function nearestTopics(searched: string, topics: readonly string[]): readonly string[] {
  const words = wordsOf(searched);
  const similarity = new Map(topics.map((topic) => [topic, similarityOf(words, wordsOf(topic))]));
  const others = topics.filter((topic) => fold(topic) !== fold(searched));
  return others
    .sort((one, other) => (similarity.get(other) ?? 0) - (similarity.get(one) ?? 0))
    .slice(0, MAX_SUGGESTED);
}

/** The similarity of the most similar pair of words. */
function similarityOf(words: readonly string[], others: readonly string[]): number {
  return Math.max(0, ...words.flatMap((word) => others.map((other) => sharedTrigrams(word, other))));
}

/** From 0 to 1: the share of equal trigrams (Dice coefficient). */
function sharedTrigrams(one: string, other: string): number {
  const [trigrams, otherTrigrams] = [trigramsOf(one), trigramsOf(other)];
  const inBoth = [...trigrams].filter((trigram) => otherTrigrams.has(trigram)).length;
  return (2 * inBoth) / (trigrams.size + otherTrigrams.size);
}

function trigramsOf(word: string): ReadonlySet<string> {
  // The space marks the beginning of the word.
  const padded = ` ${word}`;
  const count = Math.max(1, padded.length - TRIGRAM + 1);
  return new Set(Array.from({ length: count }, (_, from) => padded.slice(from, from + TRIGRAM)));
}
