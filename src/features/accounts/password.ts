import { hash, parseOptions, verify } from '@node-rs/argon2';
import { dictionary } from '@zxcvbn-ts/language-common';

/** The cost of one argon2id hash: memory in KiB, and passes over it. */
export interface HashCost {
  readonly memoryCost: number;
  readonly timeCost: number;
}

const ARGON2ID = { algorithm: 2, parallelism: 1 } as const;
/** OWASP's smallest recommended setting of argon2id, with one lane. */
const RECOMMENDED: HashCost = { memoryCost: 19_456, timeCost: 2 };

/** Makes and checks hashes of passwords. */
export class Passwords {
  /** The hash of a dummy password, checked for unknown accounts so that they take as long as known ones. */
  private readonly nobodysHash: Promise<string>;

  constructor(private readonly cost = RECOMMENDED) {
    this.nobodysHash = this.hash('no account has this password');
  }

  /** Argon2id as a PHC string. Every character of the password counts. */
  hash(password: string): Promise<string> {
    return hash(password.normalize('NFC'), { ...ARGON2ID, ...this.cost });
  }

  /** Without a hash this takes as long, and the answer is no. */
  async matches(password: string, passwordHash: string | undefined): Promise<boolean> {
    const isRight = await verify(passwordHash ?? (await this.nobodysHash), password.normalize('NFC')).catch(
      () => false,
    );
    return isRight && passwordHash !== undefined;
  }

  /** Whether the hash is weaker than what we make now. */
  needsRehash(passwordHash: string): boolean {
    const { memoryCost, timeCost } = parseOptions(passwordHash);
    return (
      !passwordHash.startsWith('$argon2id$') ||
      memoryCost < this.cost.memoryCost ||
      timeCost < this.cost.timeCost
    );
  }
}

/** Rows of the keyboard, the alphabet and the digits. */
const walks: readonly string[] = [
  'qwertyuiop[]',
  'qwertzuiopü',
  'azertyuiop',
  'asdfghjkl;',
  'zxcvbnm,./',
  'yxcvbnm',
  '01234567890',
  '!@#$%^&*()',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  '1a2b3c4d5e6f7g8h9i',
  'a1b2c3d4e5f6g7h8i9',
  'a1s2d3f4g5h6j7k8l9',
  'qwaszxcderfv',
  '147258369',
  '741852963',
  '159357',
  '753951',
  'abcdefghijklmnopqrstuvwxyz',
];
const bothWays = walks.flatMap((walk) => [walk, reverse(walk)]);
/** Shorter pieces also occur in words. */
const MIN_PIECE = 3;

const leet: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
};

/** Characters around a word that do not make it harder to guess. */
const MAX_ADDED = 5;

/** Characters around a row of digits that do not make it harder to guess. */
const MAX_BESIDE_ROW = 4;

/** Guessing programs try longer passwords late, whatever they contain. */
const MAX_EASY = 24;

/**
 * Whether a password is among the first that an attacker tries: a common one, a common word with digits or signs around
 * it or in place of its letters, a row of keys, a repetition, or a date.
 */
export function isEasyToGuess(password: string): boolean {
  const text = password.toLowerCase();
  if (text.length > MAX_EASY) return false;
  const rest = withoutRows(text);
  return (
    commonPasswords.has(text) ||
    isShape(text) ||
    rest.length <= MAX_BESIDE_ROW ||
    isOfWord(rest) ||
    isOfWord(reverse(rest))
  );
}

/** Patterns that lists of common passwords leave out, because a rule covers them. */
function isShape(text: string): boolean {
  return (
    new Set(text).size < 3 ||
    isRepetition(text) ||
    isDate(text) ||
    [text, text.slice(1), text.slice(0, -1)].some(isWalk)
  );
}

/** Removes runs such as `12345` and `777777`. */
function withoutRows(text: string): string {
  return text.replaceAll(/\d{5,}/g, (digits) => (isWalk(digits) || isRepetition(digits) ? '' : digits));
}

function isOfWord(text: string): boolean {
  const spellings = [text, withoutLeet(text), withoutLeet(trim(text))];
  return spellings.map(trim).some((word) => {
    const isWord = isCommon(word) || isRepetition(word.replaceAll(/[^\p{L}]/gu, ''));
    return isWord && text.length - word.length <= MAX_ADDED;
  });
}

function reverse(text: string): string {
  return Array.from(text).reverse().join('');
}

/** Removes what people put around a word. */
function trim(text: string): string {
  return text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
}

function withoutLeet(text: string): string {
  return Array.from(text, (letter) => leet[letter] ?? letter).join('');
}

function isCommon(word: string): boolean {
  return commonWords.has(word) || (word.endsWith('s') && commonWords.has(word.slice(0, -1)));
}

/** `abcabcabc`, `12341234`, `haha haha`: a repeated piece of up to eight characters. */
function isRepetition(text: string): boolean {
  return /^(.{1,4})\1+.?$/su.test(text) || /^(.{5,8})\1$/su.test(text);
}

/** Eight digits that form a date of the last or this century, in any order of day, month and year. */
function isDate(text: string): boolean {
  const digits = text.replaceAll(/[./ -]/g, '');
  return (
    /^(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])(19|20)\d\d$/.test(digits) ||
    /^(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(19|20)\d\d$/.test(digits) ||
    /^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(digits)
  );
}

/** Whether the whole text consists of pieces of rows. Doubled keys count once. */
function isWalk(keys: string): boolean {
  const text = /^(?:(.)\1)+$/su.test(keys) ? keys.replaceAll(/(.)\1/gsu, '$1') : keys;
  let from = 0;
  while (from < text.length) {
    const length = longestPiece(text, from);
    if (length < MIN_PIECE) return false;
    from += length;
  }
  return true;
}

function longestPiece(text: string, from: number): number {
  let length = MIN_PIECE;
  while (from + length <= text.length && isPiece(text.slice(from, from + length))) length += 1;
  return length - 1;
}

function isPiece(text: string): boolean {
  return bothWays.some((walk) => walk.includes(text)) || new Set(text).size === 1;
}

/** From leaks, in lower case, most frequent first. */
const byRank = dictionary['passwords-common'];
/** This many of them are also tried with additions. */
const MAX_VARIED = 3_000;
const WORD = /^\p{L}{4,}$/u;

/** Programs that guess passwords try these first. */
export const commonPasswords: ReadonlySet<string> = new Set(byRank);

/** The words among the most frequent passwords. People put a year, digits or signs around them. */
export const commonWords: ReadonlySet<string> = new Set(
  byRank.slice(0, MAX_VARIED).filter((password) => WORD.test(password)),
);
