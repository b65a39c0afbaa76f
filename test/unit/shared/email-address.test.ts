import { expect } from 'chai';
import { isEmailAddress, normaliseEmail } from '../../../src/shared/text.ts';

describe('isEmailAddress', () => {
  const label = 'a'.repeat(63);
  for (const email of [
    'asha@example.com',
    'r&d@example.com',
    'sales/ops@example.com',
    "o'brien+mentor@example.co.in",
    'raj@xn--c2bd4bq1db8d.xn--h2brj9c',
    'a@b-c.d1',
    `${'a'.repeat(64)}@example.com`,
    `a@${label}.example`,
  ]) {
    it(`takes ${email.slice(0, 40)}`, () => expect(isEmailAddress(email)).to.be.true);
  }

  for (const email of [
    '',
    'asha',
    'asha@',
    '@example.com',
    'asha@localhost',
    'asha@127.0.0.1',
    'asha@[127.0.0.1]',
    'asha@@example.com',
    'asha@example..com',
    'asha@-example.com',
    'asha@example-.com',
    'asha@example.com.',
    'asha rao@example.com',
    '"asha"@example.com',
    'asha,raj@example.com',
    'asha@example.com\r\nBcc: eve@example.com',
    'आशा@example.com',
    'asha@डाटामेल.भारत',
    `${'a'.repeat(65)}@example.com`,
    `a@a${label}.example`,
    `a@${label}.${label}.${label}.${label}.com`,
  ]) {
    it(`refuses ${JSON.stringify(email.slice(0, 40))}`, () => expect(isEmailAddress(email)).to.be.false);
  }
});

describe('normaliseEmail', () => {
  it('ignores letter case and surrounding spaces', () => {
    expect(normaliseEmail('  ASHA@Example.Com\u00a0')).to.equal('asha@example.com');
  });

  it('writes a domain of other letters as the DNS does, as browsers do', () => {
    const email = normaliseEmail('Raj@डाटामेल.भारत');
    expect(email).to.equal('raj@xn--c2bd4bq1db8d.xn--h2brj9c');
    expect(isEmailAddress(email)).to.be.true;
    expect(normaliseEmail('a@BÜCHER.example')).to.equal('a@xn--bcher-kva.example');
  });

  it('leaves an invalid domain for isEmailAddress to refuse', () => {
    for (const text of ['a@ü..example', 'a@ü b.example', 'ü', 'a@ü/b.example', 'a@\u3002example']) {
      expect(isEmailAddress(normaliseEmail(text)), text).to.be.false;
    }
  });
});
