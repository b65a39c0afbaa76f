import compression from 'compression';
import type { Request, RequestHandler, Response } from 'express';

/**
 * Compresses static files and what visitors without a session see. An answer that holds a secret beside text from
 * the request must not be compressed, for its length would tell the secret (BREACH); docs/decisions/0012-compression.md.
 */
export function compressPublic(cookieName: string): RequestHandler {
  const hasCookie = (req: Request) => req.headers.cookie?.includes(`${cookieName}=`) ?? false;
  const isSecret = (res: Response) => String(res.getHeader('Cache-Control')).includes('no-store');
  const isStatic = (res: Response) => String(res.getHeader('Cache-Control')).startsWith('public');
  return compression({
    filter: (req: Request, res: Response) =>
      (isStatic(res) || !(hasCookie(req) || isSecret(res))) && compression.filter(req, res),
  });
}
