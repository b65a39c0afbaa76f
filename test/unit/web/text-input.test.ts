import { expect } from 'chai';
import { lineOfText, linesOfText } from '../../../src/web/text-input.ts';

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

describe('linesOfText', () => {
  it('keeps line breaks, in one spelling', () => {
    expect(linesOfText({ label: 'Notes', max: 20 }).parse('a\r\nb\rc\n')).to.equal('a\nb\nc');
  });

  it('refuses other control characters', () => {
    expect(linesOfText({ label: 'Notes', max: 20 }).safeParse('a\u0007').success).to.equal(false);
  });
});
