import { expect } from 'chai';
import fc from 'fast-check';
import { safeReturnTo } from '../../../src/web/return-to.ts';

describe('safeReturnTo', () => {
  for (const path of [
    '/',
    '/dashboard',
    '/slots/0123456789abcdef01234567?from=mail#book',
    '/?q=caf%C3%A9&page=2',
  ]) {
    it(`keeps the local path ${path}`, () => {
      expect(safeReturnTo(path, '/fallback')).to.equal(path);
    });
  }

  const elsewhere = [
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '\t//evil.example',
    '/\t/evil.example',
    '/\r\nLocation: https://evil.example',
    '/%0d\n/evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    'https://evil.example/',
    'HTTPS:evil.example',
    'javascript:alert(1)',
    'dashboard',
    ' /dashboard',
    '',
    `/${'a'.repeat(2000)}`,
    ['/dashboard'],
    { path: '/dashboard' },
    undefined,
    null,
  ];
  for (const value of elsewhere) {
    it(`returns the fallback for ${(JSON.stringify(value) as string | undefined)?.slice(0, 60) ?? 'nothing'}`, () => {
      expect(safeReturnTo(value, '/fallback')).to.equal('/fallback');
    });
  }

  it('never returns another host, whatever the text', () => {
    const nasty = fc.string({
      unit: fc.constantFrom('/', '\\', '.', '\t', '\n', '%', '2', 'f', '@', ':', 'e', '?', '#'),
    });
    fc.assert(
      fc.property(nasty, (text) => {
        const url = new URL(safeReturnTo(text, '/fallback'), 'https://sureslot.example');
        expect(url.origin).to.equal('https://sureslot.example');
      }),
      { numRuns: 2000, seed: 20_261_129 },
    );
  });
});
