import { fold, wordsOf } from '../../shared/search-words.ts';

const MAX_NEAR = 6;
const LETTERS = 3;

/**
 * Topics to suggest after a search without results, the most similar spelling first.
 * @param topics most frequent first; equally similar ones stay in this order
 */
export function nearestTopics(searched: string, topics: readonly string[]): readonly string[] {
  const words = wordsOf(searched);
  const likeness = new Map(topics.map((topic) => [topic, likenessOf(words, wordsOf(topic))]));
  const others = topics.filter((topic) => fold(topic) !== fold(searched));
  return others
    .sort((one, other) => (likeness.get(other) ?? 0) - (likeness.get(one) ?? 0))
    .slice(0, MAX_NEAR);
}

/** The similarity of the most similar pair of words. */
function likenessOf(words: readonly string[], others: readonly string[]): number {
  return Math.max(0, ...words.flatMap((word) => others.map((other) => partsInCommon(word, other))));
}

/** From 0 to 1: the share of equal trigrams (Dice coefficient). A space marks the beginning of a word. */
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
