import { expect } from 'chai';
import { describeDevice } from '../../../src/features/accounts/authentication.ts';

const linux = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';

describe('the name of a device', () => {
  const names: Readonly<Record<string, string>> = {
    [`${linux} HeadlessChrome/143.0.0.0 Safari/537.36`]: 'Chrome on Linux',
    [`${linux} Chrome/143.0.0.0 Safari/537.36`]: 'Chrome on Linux',
    [`${linux} Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0`]: 'Edge on Linux',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15':
      'Linux',
    'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36':
      'Chrome on ChromeOS',
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36':
      'Chrome on Android',
    [`${mac} Version/18.5 Safari/605.1.15`]: 'Safari on macOS',
    [`${phone} Version/18.5 Mobile/15E148 Safari/604.1`]: 'Safari on iPhone',
    [`${phone} EdgiOS/143.0 Version/18.0 Mobile/15E148 Safari/604.1`]: 'Edge on iPhone',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0': 'Firefox on Windows',
    'curl/8.5.0': 'Unknown device',
  };
  for (const [userAgent, name] of Object.entries(names)) {
    it(`“${userAgent}” is ${name}`, () => {
      expect(describeDevice(userAgent)).to.equal(name);
    });
  }

  it('is unknown without a User-Agent', () => {
    expect(describeDevice(undefined)).to.equal('Unknown device');
  });
});
