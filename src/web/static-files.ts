import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, type Response } from 'express';

const PUBLIC = fileURLToPath(new URL('../../public', import.meta.url));

/** What is in public/, as it was when the process started. */
export interface Assets {
  /** Changes with the content of any file. */
  readonly version: string;
  /** URL paths. */
  readonly paths: ReadonlySet<string>;
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
  return { version: hash.digest('hex').slice(0, 12), paths: new Set(paths) };
}

/**
 * Serves public/: for a year where the address carries the present version (`?v=`), else for as long as the ETag
 * agrees. Other paths cost no look at the disk, which every page would otherwise pay for.
 */
export function staticFiles(assets: Assets): RequestHandler {
  const serve = express.static(PUBLIC, {
    index: false,
    redirect: false,
    cacheControl: false,
    setHeaders: (res: Response) => {
      const isVersioned = res.req.query.v === assets.version;
      res.setHeader(
        'Cache-Control',
        isVersioned ? 'public, max-age=31536000, immutable' : 'public, no-cache',
      );
    },
  });
  return (req, res, next) => {
    if (assets.paths.has(req.path)) serve(req, res, next);
    else next();
  };
}
