import { expect } from 'chai';
import { userCacheFolder } from '../../../src/devenv/embedded/fetch-wheel.ts';

describe('userCacheFolder', () => {
  for (const [platform, home, xdgCacheHome, folder] of [
    ['linux', '/home/asha', undefined, '/home/asha/.cache/sureslot'],
    ['linux', '/home/asha', '/big/cache', '/big/cache/sureslot'],
    ['linux', '/home/asha', 'relative', '/home/asha/.cache/sureslot'],
    ['darwin', '/Users/asha', undefined, '/Users/asha/Library/Caches/sureslot'],
  ] as const) {
    it(`${platform} with XDG_CACHE_HOME ${xdgCacheHome ?? 'unset'} keeps servers in ${folder}`, () => {
      expect(userCacheFolder({ platform, home, xdgCacheHome })).to.equal(folder);
    });
  }
});
