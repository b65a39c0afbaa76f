import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { readStylesheet } from './stylesheet.ts';

const PUBLIC = fileURLToPath(new URL('../../public', import.meta.url));
const STYLESHEET_PATH = '/css/sureslot.css';

/** What is in public/, as it was when the process started. */
export interface Assets {
  /** Changes with the content of any file. */
  readonly version: string;
  /** URL paths. */
  readonly paths: ReadonlySet<string>;
  readonly stylesheet: string;
}

/** Reads all of public/; call it once. */
export function readAssets(): Assets {
  const hash = createHash('sha256');
  const files = readdirSync(PUBLIC, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const paths = files.map((file) => `/${relative(PUBLIC, file).split(sep).join('/')}`);
  for (const [index, file] of files.entries()) hash.update(paths[index] ?? '').update(readFileSync(file));
  return { version: hash.digest('hex').slice(0, 12), paths: new Set(paths), stylesheet: readStylesheet() };
}

/**
 * Serves public/: for a year where the address carries the present version (`?v=`), else for as long as the ETag
 * agrees. Other paths cost no look at the disk, which every page would otherwise pay for.
 */
export function staticFiles(assets: Assets): RequestHandler {
  const setHeaders = (res: Response) => {
    const isVersioned = res.req.query.v === assets.version;
    res.setHeader('Cache-Control', isVersioned ? 'public, max-age=31536000, immutable' : 'public, no-cache');
  };
  const serve = express.static(PUBLIC, { index: false, redirect: false, cacheControl: false, setHeaders });
  return (req, res, next) => {
    if (isAskedFor(STYLESHEET_PATH, req)) {
      setHeaders(res);
      res.set('ETag', `W/"${assets.version}"`).type('css').send(assets.stylesheet);
    } else if (assets.paths.has(req.path)) serve(req, res, next);
    else next();
  };
}

function isAskedFor(path: string, req: Request): boolean {
  return req.path === path && (req.method === 'GET' || req.method === 'HEAD');
}
