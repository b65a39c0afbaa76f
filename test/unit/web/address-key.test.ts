import { expect } from 'chai';
import { addressKey } from '../../../src/web/rate-limits.ts';

describe('addressKey', () => {
  const cases = {
    '203.0.113.9': '203.0.113.9',
    '::ffff:203.0.113.9': '203.0.113.9',
    '2001:db8:a:b:1:2:3:4': '2001:db8:a:b',
    '2001:0DB8:000a:0b:1::4': '2001:db8:a:b',
    '2001:db8::1': '2001:db8:0:0',
    '2001:db8:a:b::': '2001:db8:a:b',
    '::1': '0:0:0:0',
    'fe80::1%eth0': 'fe80:0:0:0',
    '': '',
  };
  for (const [ip, key] of Object.entries(cases)) {
    it(`counts ${ip === '' ? 'nothing' : ip} as ${key === '' ? 'nothing' : key}`, () => {
      expect(addressKey(ip)).to.equal(key);
    });
  }
});
