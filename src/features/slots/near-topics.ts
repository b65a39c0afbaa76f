import { fold, wordsOf } from './search-words.ts';

const MAX_NEAR = 6;
const LETTERS = 3;

/**
 * Topics for somebody who found nothing: those that are spelt most like what was searched come first.
 * @param topics the most frequent first: this order stays where none is alike
 */
export function nearestTopics(searched: string, topics: readonly string[]): readonly string[] {
  const words = wordsOf(searched);
  const likeness = new Map(topics.map((topic) => [topic, likenessOf(words, wordsOf(topic))]));
  const others = topics.filter((topic) => fold(topic) !== fold(searched));
  return others
    .sort((one, other) => (likeness.get(other) ?? 0) - (likeness.get(one) ?? 0))
    .slice(0, MAX_NEAR);
}

/** Of the two words that are most alike. */
function likenessOf(words: readonly string[], others: readonly string[]): number {
  return Math.max(0, ...words.flatMap((word) => others.map((other) => partsInCommon(word, other))));
}

/** From 0 to 1: how many of their parts of three letters are the same. The beginning of a word is one, too. */
function partsInCommon(one: string, other: string): number {
  const [parts, otherParts] = [partsOf(one), partsOf(other)];
  const inBoth = [...parts].filter((part) => otherParts.has(part)).length;
  return (2 * inBoth) / (parts.size + otherParts.size);
}

function partsOf(word: string): ReadonlySet<string> {
  const padded = ` ${word}`;
  const count = Math.max(1, padded.length - LETTERS + 1);
  return new Set(Array.from({ length: count }, (_, from) => padded.slice(from, from + LETTERS)));
}
