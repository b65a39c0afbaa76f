import type { Response } from 'express';

/**
 * Redirects to a GET of this path (303). Without a body on purpose: express-session sends the head of an answer that
 * has one before the session is written, and the browser's next request would not find what was put into it.
 */
export function seeOther(res: Response, path: string): void {
  res.status(303).location(path).end();
}
