import { expect } from 'chai';
import { isOwnProxy } from '../../../src/web/canonical-host.ts';

describe('isOwnProxy', () => {
  for (const address of [
    '127.0.0.1',
    '::1',
    '::ffff:127.0.0.1',
    '10.1.2.3',
    '172.18.0.2',
    '192.168.1.1',
    'fd00::1',
  ]) {
    it(`trusts ${address}, as the nearest hop only`, () => {
      expect([isOwnProxy(address, 0), isOwnProxy(address, 1)]).to.deep.equal([true, false]);
    });
  }
  for (const address of [
    '203.0.113.7',
    '2001:db8::1',
    '172.32.0.1',
    '::ffff:203.0.113.7',
    '0.0.0.0',
    'unix',
    '',
  ]) {
    it(`does not trust ${address || 'nobody'}`, () => {
      expect(isOwnProxy(address, 0)).to.equal(false);
    });
  }
});
