import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { withRequestId } from '../shared/ids.ts';
import type { Logger } from '../shared/logger.ts';

const ids = new WeakMap<Request, string>();

/** Paths that contain a secret: links in mails, and calendar feeds. Routes match in any letter case. */
const SECRET_IN_PATH = /^(\/reset|\/verify|\/mentor\/calendar)\/.+/i;

/** Whether the request changes nothing. */
export function isRead({ method }: Pick<Request, 'method'>): boolean {
  return method === 'GET' || method === 'HEAD';
}

export function prefersJson(req: Request): boolean {
  return req.accepts(['html', 'json']) === 'json';
}

/**
 * The encoding for a body that we have encoded ourselves, the smallest first. Clients that refuse all of them get it
 * uncompressed. Without weights (`gzip, br`) the order in the header means nothing; with weights the client decides.
 */
export function encodingFor<Encoding extends string>(
  req: Request,
  offered: readonly Encoding[],
): Encoding | undefined {
  const isWeighed = /;\s*q\s*=/i.test(req.get('accept-encoding') ?? '');
  const chosen = isWeighed
    ? req.acceptsEncodings(...offered, 'identity')
    : offered.find((encoding) => req.acceptsEncodings(encoding) !== false);
  return offered.find((encoding) => encoding === chosen);
}

/** The id in X-Request-Id, for support. Null if the request failed before it got one. */
export function requestIdOf(req: Request): string | null {
  return ids.get(req) ?? null;
}

/** Gives the request an id, which all its log lines contain, and logs the request after the answer. */
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
      if (!writableFinished) logger.info(fields, 'request.aborted');
      else logger[isRead(req) && status < 400 ? 'debug' : 'info'](fields, 'request.answered');
    });
    withRequestId(requestId, next);
  };
}
