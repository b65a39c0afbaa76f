import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, RequestHandler, Response } from 'express';
import { LRUCache } from 'lru-cache';
import { paths } from '../paths.ts';
import { digestOf } from '../shared/text.ts';
import { encodingFor, isRead } from './request-context.ts';
import { readerZone } from './zone-choices.ts';

/** The pages that are the same for every visitor, with the query parameters that matter. */
const sharedPages: readonly { readonly path: RegExp; readonly parameters: readonly string[] }[] = [
  {
    path: /^\/$/,
    parameters: ['q', 'topic', 'mentor', 'from', 'to', 'maxPrice', 'available', 'sort', 'page'],
  },
  { path: /^\/slots\/[0-9a-f]{24}$/, parameters: [] },
  { path: /^\/mentors\/[a-z0-9][a-z0-9-]{0,59}$/, parameters: ['month'] },
  { path: oneOfPaths(paths.terms, paths.privacy, paths.contact, paths.refunds), parameters: [] },
];

/** Longer than any link on the pages. */
const MAX_ADDRESS = 600;

export interface CacheKey {
  readonly key: string;
  /** The address with only the parameters that matter, in a fixed order. */
  readonly url: string;
}

/** Undefined for requests that are not cached. Unknown parameters are dropped, so that they cannot fill the memory. */
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

/** Undefined if a parameter is given twice. */
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

function oneOfPaths(...texts: readonly string[]): RegExp {
  return new RegExp(`^(${texts.join('|')})$`);
}

/** Counted from the start of the rendering, so that no page is older than this. */
export const KEPT_MS = 900;
const MAX_PAGES = 400;
const MAX_BYTES = 8 * 1024 * 1024;
/** For browsers and proxies. `Vary` separates requests with a cookie from those without. */
const SHARED = 'public, max-age=0, s-maxage=1, stale-while-revalidate=1';
const VARY = 'Accept-Encoding, Cookie';
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
const encoders = {
  br: (body: Buffer) => promisify(brotliCompress)(body, BROTLI),
  gzip: (body: Buffer) => promisify(gzip)(body),
};
type Encoding = keyof typeof encoders;
const ENCODINGS: readonly Encoding[] = ['br', 'gzip'];

interface KeptPage {
  readonly html: Buffer;
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The pattern of the route, for metrics. */
  readonly route: string;
  readonly until: number;
  readonly encoded: Partial<Record<Encoding, Promise<Buffer>>>;
}

/** The renderer hands in the page here. */
interface SharedPage {
  keep(html: string): void;
}

/**
 * Caches the pages of visitors without a session for about a second. Bookings never rely on it, because MongoDB
 * decides. Limited in number and bytes; every write of this process empties it.
 */
export class PageCache {
  private readonly pages = new LRUCache<string, KeptPage>({
    max: MAX_PAGES,
    maxSize: MAX_BYTES,
    sizeCalculation: ({ html }) => html.length,
  });
  private readonly rendering = new Map<string, Promise<KeptPage | undefined>>();
  private generation = 0;

  /**
   * @param cookieName of the session; requests with it bypass the cache
   * @param now milliseconds that no change of the system's clock moves
   */
  constructor(
    private readonly cookieName: string,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Belongs before sessions, parsers and routes. */
  readonly handle: RequestHandler = (req, res, next) => {
    if (!isRead(req)) {
      // Before the answer is sent, so that the next page of whoever receives it shows the change.
      res.once('prefinish', () => this.drop());
      next();
      return;
    }
    const page = req.headers.cookie?.includes(`${this.cookieName}=`) ? undefined : cacheKeyOf(req);
    if (!page) next();
    else this.answer(page, req, res).then((isAnswered) => (isAnswered ? undefined : next()), next);
  };

  /** Call this after a write. Pages that are being rendered are not stored either. */
  drop(): void {
    this.generation += 1;
    this.pages.clear();
    this.rendering.clear();
  }

  /** For tests. */
  get size(): { readonly pages: number; readonly bytes: number } {
    return { pages: this.pages.size, bytes: this.pages.calculatedSize };
  }

  private async answer(
    { key, url }: { key: string; url: string },
    req: Request,
    res: Response,
  ): Promise<boolean> {
    const kept = this.pages.get(key);
    const page = kept && kept.until > this.now() ? kept : await this.rendering.get(key);
    if (page) {
      await send(page, req, res);
      return true;
    }
    // The page must not depend on anything that is not part of the key.
    req.url = url;
    if (req.method === 'GET') this.render(key, req, res);
    return false;
  }

  /** Renders the page. Others who ask for it meanwhile wait for it. */
  private render(key: string, req: Request, res: Response): void {
    const { generation } = this;
    const until = this.now() + KEPT_MS;
    const rendered = new Promise<KeptPage | undefined>((resolve, reject) => {
      const shared: SharedPage = {
        keep: (html) => {
          const page = toKeptPage(html, { res, until, route: routeOf(req) });
          if (generation === this.generation) this.pages.set(key, page);
          resolve(page);
          send(page, req, res).catch(reject);
        },
      };
      res.locals.sharedPage = shared;
      res.once('close', () => resolve(undefined));
    });
    this.rendering.set(key, rendered);
    const forget = () => {
      if (this.rendering.get(key) === rendered) this.rendering.delete(key);
    };
    rendered.then(forget, forget);
  }
}

/** Undefined unless the answer may go to everybody. */
export function sharedPageOf(res: Response): SharedPage | undefined {
  return res.locals.sharedPage as SharedPage | undefined;
}

function routeOf(req: Request): string {
  const { path } = req.route as { path: string };
  return path;
}

function toKeptPage(
  text: string,
  { res, until, route }: { res: Response; until: number; route: string },
): KeptPage {
  const html = Buffer.from(text);
  const own = new Set(['x-request-id', 'vary', 'content-length']);
  const common = Object.entries(res.getHeaders()).flatMap(([name, value]) =>
    own.has(name) || value === undefined ? [] : [[name, String(value)] as const],
  );
  const etag = `W/"${digestOf(html, 'base64url').slice(0, 22)}"`;
  const headers = {
    ...Object.fromEntries(common),
    'content-type': 'text/html; charset=utf-8',
    'cache-control': SHARED,
    vary: VARY,
    etag,
  };
  return { html, etag, headers, route, until, encoded: {} };
}

async function send(page: KeptPage, req: Request, res: Response): Promise<void> {
  // For metrics: the route was found when the page was rendered.
  req.route ??= { path: page.route };
  const { etag, headers } = page;
  if (req.headers['if-none-match']?.includes(etag)) {
    res.writeHead(304, headers).end();
    return;
  }
  const encoding = encodingFor(req, ENCODINGS);
  const body = encoding ? await (page.encoded[encoding] ??= encoders[encoding](page.html)) : page.html;
  res.writeHead(200, {
    ...headers,
    ...(encoding && { 'content-encoding': encoding }),
    'content-length': body.length,
  });
  res.end(req.method === 'HEAD' ? undefined : body);
}
