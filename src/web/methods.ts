import type { RequestHandler } from 'express';
import { DomainError } from '../shared/errors.ts';

const METHODS = ['GET', 'HEAD', 'POST'];

/** The site reads and posts. Whatever else is sent (TRACE, PUT, OPTIONS of another site's script) is refused. */
export const allowOnlyGetAndPost: RequestHandler = (req, res, next) => {
  if (!METHODS.includes(req.method)) {
    res.set('Allow', METHODS.join(', '));
    throw new DomainError('METHOD_NOT_ALLOWED');
  }
  next();
};
