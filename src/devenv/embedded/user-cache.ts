import { homedir } from 'node:os';
import { join } from 'node:path';

interface CachePlace {
  readonly platform: string;
  readonly home: string;
  readonly xdgCacheHome: string | undefined;
}

/** The folder for fetched servers, shared by all checkouts of one user. */
export function userCacheFolder(
  place: CachePlace = {
    platform: process.platform,
    home: homedir(),
    xdgCacheHome: process.env.XDG_CACHE_HOME,
  },
): string {
  // The XDG rules say to ignore a relative path.
  if (place.xdgCacheHome?.startsWith('/')) return join(place.xdgCacheHome, 'sureslot');
  return place.platform === 'darwin'
    ? join(place.home, 'Library', 'Caches', 'sureslot')
    : join(place.home, '.cache', 'sureslot');
}
