import { expect } from 'chai';
import { correctWords, fold, isOneTypoApart, wordsOf } from '../../../src/shared/search-words.ts';
import { termsUpToPrice, toListing } from '../../../src/features/slots/slot-listing.ts';

describe('correctWords', () => {
  const better = new Map([
    ['typscript', 'typescript'],
    ['krger', 'kruger'],
  ]);
  const correct = (text: string) => correctWords(text, (word) => Promise.resolve(better.get(word)));

  it('replaces words that have a better spelling, folded, and keeps the others', async () => {
    expect(await correct('Typscript für Krger')).to.equal('typescript fur kruger');
  });

  it('returns undefined if no word has one', async () => {
    for (const text of ['typescript', 'Für alle', '', '%'])
      expect(await correct(text), text).to.equal(undefined);
  });

  it('asks about neither short words, numbers, nor more than six words', async () => {
    const asked: string[] = [];
    const note = (word: string) => Promise.resolve(void asked.push(word));
    await correctWords('abc 12345 one1 first second third fourth fifth', note);
    expect(asked).to.deep.equal(['first', 'second', 'third']);
  });
});

describe('fold', () => {
  const cases = [
    ['Résumé', 'resume'],
    ['KRÜGER Straße', 'kruger strasse'],
    ['Zoë O’Hara', 'zoe ohara'],
    ["O'Hara", 'ohara'],
    ['Oʼ‘Hara', 'ohara'],
    ['Łukasz Ørsted', 'lukasz orsted'],
    ['ﬁne ＡＢＣ', 'fine abc'],
    ['हिन्दी', 'हिन्दी'],
  ] as const;
  for (const [text, folded] of cases) {
    it(`turns “${text}” into “${folded}”`, () => {
      expect(fold(text)).to.equal(folded.normalize('NFC'));
    });
  }
});

describe('wordsOf', () => {
  it('returns each word once, with the signs that belong to it', () => {
    expect(wordsOf('C++, c# & C++ (in 2 hours) 🚀!')).to.deep.equal(['c++', 'c#', 'in', '2', 'hours', '🚀']);
  });

  it('keeps the vowel signs of Hindi in their word', () => {
    expect(wordsOf('हिन्दी में')).to.have.length(2);
  });
});

describe('isOneTypoApart', () => {
  for (const other of ['typscript', 'typeescript', 'typescrapt', 'tpyescript', 'xtypescript', 'typescrip']) {
    it(`accepts ${other}`, () => {
      expect(isOneTypoApart('typescript', other)).to.equal(true);
      expect(isOneTypoApart(other, 'typescript')).to.equal(true);
    });
  }

  for (const other of ['typscrpt', 'typescripted', 'tyepscrpit', 'javascript']) {
    it(`refuses ${other}`, () => {
      expect(isOneTypoApart('typescript', other)).to.equal(false);
    });
  }
});

describe('the steps of prices', () => {
  const stepsOf = (price: number) => {
    const texts = { title: 'T', topic: '', mentorId: '1', mentorName: 'M', duration: 60 };
    return toListing({ ...texts, price }).terms.filter((term) => term.startsWith('p'));
  };
  const isWithin = (price: number, maxPrice: number) => {
    const steps = new Set(termsUpToPrice(maxPrice));
    return stepsOf(price).filter((step) => steps.has(step)).length;
  };

  it('hold each price up to the highest asked for exactly once, and no higher rupee', () => {
    const prices = [100, 3_100, 3_200, 3_300, 49_900, 102_300, 102_400, 3_276_800, 50_000_000];
    for (const price of prices) {
      for (const max of prices)
        expect(isWithin(price, max), `${price} up to ${max}`).to.equal(price <= max ? 1 : 0);
    }
  });

  it('are few enough to be read in parallel', () => {
    for (const max of [100, 99_900, 102_399, 3_276_799, 49_999_999]) {
      expect(termsUpToPrice(max)).to.have.length.within(1, 128);
    }
  });
});
