import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, type Response } from 'express';

const PUBLIC = fileURLToPath(new URL('../../public', import.meta.url));

/** Changes with the content of any file in public/. Reads them all; call it once. */
export function assetVersionOf(folder = PUBLIC): string {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(file.slice(folder.length)).update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

/** Serves public/: for a year where the address carries the present version (`?v=`), else for as long as the ETag agrees. */
export function staticFiles(assetVersion: string): RequestHandler {
  return express.static(PUBLIC, {
    index: false,
    redirect: false,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders: (res: Response) => {
      const isVersioned = res.req.query.v === assetVersion;
      res.setHeader(
        'Cache-Control',
        isVersioned ? 'public, max-age=31536000, immutable' : 'public, no-cache',
      );
    },
  });
}
