import express, { type RequestHandler } from 'express';
import { DomainError } from '../shared/errors.ts';

const LIMIT = '64kb';
/** The largest form notes the attendance of a session with 1,000 seats. */
const MAX_PARAMETERS = 1_100;

/** JSON below /api/ and nothing else there, forms elsewhere. A repeated form field becomes an array, which schemas refuse. */
export function bodyParsers(): RequestHandler {
  const json: RequestHandler = express.json({ limit: LIMIT, strict: true });
  const form: RequestHandler = express.urlencoded({
    limit: LIMIT,
    extended: false,
    parameterLimit: MAX_PARAMETERS,
  });
  return (req, res, next) => {
    if (!req.path.startsWith('/api/')) form(req, res, next);
    else if (hasBody(req.headers) && !req.is('application/json'))
      next(new DomainError('UNSUPPORTED_MEDIA_TYPE'));
    else json(req, res, next);
  };
}

function hasBody(headers: Record<string, unknown>): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
