import { expect } from 'chai';
import { lineOfText, linesOfText } from '../../../src/web/parse-input.ts';

describe('lineOfText', () => {
  const name = lineOfText({ label: 'Name', max: 5, isRequired: true });

  it('trims and composes what was entered', () => {
    expect(name.parse('  Zoe\u0308 ')).to.equal('Zo\u00eb');
  });

  it('counts characters, not the units of their encoding', () => {
    expect(name.safeParse('🎓🎓🎓🎓🎓').success).to.equal(true);
    expect(name.safeParse('abcdef').error?.issues[0]?.message).to.equal(
      'Name may have 5 characters at most.',
    );
  });

  for (const text of ['a\nb', 'a\u0000b', '\u001b[31m', 'a\u2028b', 'a\u0085b', 'a\ud800', '\u007fa']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(name.safeParse(text).success).to.equal(false);
    });
  }

  for (const value of ['', '   ', undefined]) {
    it(`calls ${(JSON.stringify(value) as string | undefined) ?? 'nothing'} missing`, () => {
      expect(name.safeParse(value).error?.issues[0]?.message).to.equal('Name is missing.');
    });
  }

  for (const value of [null, ['Asha'], { $gt: '' }, 7]) {
    it(`says that ${JSON.stringify(value)} is no text`, () => {
      expect(name.safeParse(value).error?.issues[0]?.message).to.equal('Name must be text.');
    });
  }
});

describe('lineOfText, of characters that nobody sees', () => {
  const name = lineOfText({ label: 'Name', max: 80, isRequired: true });
  const topic = lineOfText({ label: 'Topic', max: 60 });
  const messageOf = (text: string) => name.safeParse(text).error?.issues[0]?.message;

  for (const invisible of [
    '\u200b',
    '\u2060',
    '\u3164',
    '\u2800',
    '\u00ad',
    '\u200d',
    '\ufe0f',
    '\u0301',
    '\u180e',
  ]) {
    it(`calls a text of ${JSON.stringify(invisible)} alone missing`, () => {
      expect(messageOf(`${invisible} ${invisible}`)).to.equal('Name is missing.');
      expect(topic.safeParse(invisible).success).to.equal(false);
    });
  }

  it('refuses overrides of the direction and other hidden characters, and names them', () => {
    const overrides = '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069';
    for (const hidden of `${overrides}\u200b\u200e\u200f\u2060\u00ad\ufeff\u061c\u{e0041}`) {
      expect(messageOf(`ab${hidden}cd`), hidden).to.match(
        /^Name contains an invisible character \(U\+[0-9A-F]{4,5}\)\. Please remove it\.$/,
      );
    }
    expect(messageOf('a\u202eb')).to.include('U+202E');
  });

  it('keeps joiners that Indian scripts and emoji need', () => {
    for (const text of [
      'क्‍ष', // half form, ZWJ after a virama
      'രമണന്‍', // Malayalam chillu, ZWJ at the end of a word
      'می‌خواهم', // Persian, ZWNJ between letters
      'ශ්‍රී ලංකා',
      '👩‍💻 mentor',
      '🏳️‍🌈',
      '👨‍👩‍👧‍👦',
      '❤️‍🔥',
      '👩🏽‍🚀',
      '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    ]) {
      expect(messageOf(text), text).to.equal(undefined);
    }
  });

  it('refuses joiners that join nothing', () => {
    for (const text of [
      '1\u200d2',
      'Asha\u200d',
      '\u200dAsha',
      'As \u200d ha',
      'Asha.\u200cRao',
      'a\u200d\u200db',
    ]) {
      expect(messageOf(text), JSON.stringify(text)).to.include('invisible character');
    }
  });
});

describe('linesOfText', () => {
  it('keeps line breaks, in one spelling', () => {
    expect(linesOfText({ label: 'Notes', max: 20 }).parse('a\r\nb\rc\n')).to.equal('a\nb\nc');
  });

  it('refuses other control characters', () => {
    expect(linesOfText({ label: 'Notes', max: 20 }).safeParse('a\u0007').success).to.equal(false);
  });
});
