import type { Request } from 'express';
import { paths } from '../paths.ts';
import { readerZone } from './reader-zone.ts';

/** The pages that are the same for every visitor, with all that an address may say about them. */
const sharedPages: readonly { readonly path: RegExp; readonly parameters: readonly string[] }[] = [
  {
    path: /^\/$/,
    parameters: ['q', 'topic', 'mentor', 'from', 'to', 'maxPrice', 'available', 'sort', 'page'],
  },
  { path: /^\/slots\/[0-9a-f]{24}$/, parameters: [] },
  { path: /^\/mentors\/[a-z0-9][a-z0-9-]{0,59}$/, parameters: ['month'] },
  { path: literally(paths.terms, paths.privacy, paths.contact, paths.refunds), parameters: [] },
];

/** Longer than any address that the pages lead to. */
const MAX_ADDRESS = 600;

export interface CacheKey {
  readonly key: string;
  /** The address with what counts of it, in one order. */
  readonly url: string;
}

/** Undefined for what is not kept. Unknown parameters do not count, so that they cannot fill the memory. */
export function cacheKeyOf(req: Pick<Request, 'url' | 'headers'>): CacheKey | undefined {
  const { url, headers } = req;
  if (url.length > MAX_ADDRESS || headers.accept?.includes('application/json')) return undefined;
  const queryAt = url.indexOf('?');
  const path = queryAt < 0 ? url : url.slice(0, queryAt);
  const page = sharedPages.find((shared) => shared.path.test(path));
  if (!page) return undefined;
  const canonical = queryAt < 0 ? path : canonicalAddress(path, url.slice(queryAt), page.parameters);
  if (canonical === undefined) return undefined;
  return { url: canonical, key: `${readerZone({ headers })} ${canonical}` };
}

/** Undefined where a parameter is given twice. */
function canonicalAddress(path: string, query: string, parameters: readonly string[]): string | undefined {
  const given = new URLSearchParams(query);
  const counted = new URLSearchParams();
  for (const name of parameters) {
    const [value, ...others] = given.getAll(name);
    if (others.length > 0) return undefined;
    if (value) counted.set(name, value);
  }
  return counted.size === 0 ? path : `${path}?${counted.toString()}`;
}

function literally(...texts: readonly string[]): RegExp {
  return new RegExp(`^(${texts.join('|')})$`);
}
