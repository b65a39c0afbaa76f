import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { withRequestId } from '../shared/ids.ts';
import type { Logger } from '../shared/logger.ts';

const ids = new WeakMap<Request, string>();

/** Paths that carry a secret: links in mails and calendar feeds. Routes are found in any letter case. */
const SECRET_IN_PATH = /^(\/reset|\/verify|\/mentor\/calendar)\/.+/i;

/** Whether the client asks for JSON rather than for a page. */
export function prefersJson(req: Request): boolean {
  return req.accepts(['html', 'json']) === 'json';
}

/** For support: the id that the answer names in X-Request-Id. Null when the request never got one. */
export function requestIdOf(req: Request): string | null {
  return ids.get(req) ?? null;
}

/** Gives the request an id, for every log line written for it, and logs the request once it is answered. */
export function requestContext(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const requestId = randomUUID();
    ids.set(req, requestId);
    res.setHeader('X-Request-Id', requestId);
    const startedAt = performance.now();
    const { method } = req;
    const path = req.path.replace(SECRET_IN_PATH, '$1/***');
    res.once('close', () => {
      const { statusCode: status, writableFinished } = res;
      const milliseconds = Math.round(performance.now() - startedAt);
      const fields = { requestId, method, path, status, milliseconds, userId: req.user?.id };
      const isRead = method === 'GET' || method === 'HEAD';
      if (!writableFinished) logger.info(fields, 'request.aborted');
      else logger[isRead && status < 400 ? 'debug' : 'info'](fields, 'request.answered');
    });
    withRequestId(requestId, next);
  };
}
