import { dictionary } from '@zxcvbn-ts/language-common';

/** From leaks, in lower case, the most frequent first. */
const byRank = dictionary['passwords-common'];
/** So many of them are tried with additions, too. */
const MAX_VARIED = 3_000;
const WORD = /^\p{L}{4,}$/u;

/** What programs that guess passwords try first. */
export const commonPasswords: ReadonlySet<string> = new Set(byRank);

/** The words among the most frequent ones: people put a year, a few digits or signs around them. */
export const commonWords: ReadonlySet<string> = new Set(
  byRank.slice(0, MAX_VARIED).filter((password) => WORD.test(password)),
);
