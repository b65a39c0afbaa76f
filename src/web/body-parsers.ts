import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { DomainError } from '../shared/errors.ts';
import { paths } from '../paths.ts';
import { isForged } from './csrf.ts';
import { readFieldsBeforeFile } from './file-upload.ts';

const LIMIT = '64kb';
/** The largest form notes the attendance of a session with 1,000 seats. */
const MAX_PARAMETERS = 1_100;

const UPLOADS = [paths.ownPhoto];

/**
 * Only JSON below /api/, and only forms elsewhere, with a file where one is expected. A repeated form field becomes an
 * array, which schemas refuse.
 */
export function bodyParsers(): RequestHandler {
  // Not strict: the schemas refuse a body that is not an object.
  const json: RequestHandler = express.json({ limit: LIMIT, strict: false });
  const form: RequestHandler = express.urlencoded({
    limit: LIMIT,
    extended: false,
    parameterLimit: MAX_PARAMETERS,
  });
  const upload = readFieldsBeforeFile(UPLOADS);
  return (req, res, next) => {
    if (req.path.startsWith('/api/')) readJson(json, { req, res, next });
    else if (req.is('multipart/form-data')) upload(req, res, next);
    else form(req, res, next);
  };
}

/** Below /api/ the token is in a header, so CSRF is checked before the body is parsed. */
function readJson(json: RequestHandler, { req, res, next }: Handling): void {
  const proceed = (error?: unknown) => {
    next(error !== undefined && isForged(req) ? new DomainError('CSRF_FAILED') : error);
  };
  if (hasBody(req.headers) && !req.is('application/json')) proceed(new DomainError('UNSUPPORTED_MEDIA_TYPE'));
  else json(req, res, proceed);
}

interface Handling {
  readonly req: Request;
  readonly res: Response;
  readonly next: NextFunction;
}

function hasBody(headers: Record<string, unknown>): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
