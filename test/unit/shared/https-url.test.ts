import { expect } from 'chai';
import { parseHttpsUrl } from '../../../src/shared/text.ts';

describe('parseHttpsUrl', () => {
  for (const [text, href] of [
    ['https://meet.example.com/abc?x=1#y', 'https://meet.example.com/abc?x=1#y'],
    ['HTTPS://Meet.Example.com/Abc', 'https://meet.example.com/Abc'],
    ['https://meet.example.com', 'https://meet.example.com/'],
    ['https://meet.example.com:8443/a', 'https://meet.example.com:8443/a'],
    ['https://मीट.भारत/a', 'https://xn--c2b3a4c.xn--h2brj9c/a'],
  ] as const) {
    it(`reads ${text} as ${href}`, () => expect(parseHttpsUrl(text)).to.equal(href));
  }

  for (const text of [
    '',
    'https:foo',
    'https:/foo',
    'https://',
    'https:\\\\foo',
    'https://a b',
    'https://a/b\nc',
    'http://meet.example.com',
    '//meet.example.com',
    'javascript:alert(1)//https://',
    'https://meet.example.com@evil.example',
    'https://:password@evil.example',
    ' https://meet.example.com',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => expect(parseHttpsUrl(text)).to.equal(undefined));
  }
});
