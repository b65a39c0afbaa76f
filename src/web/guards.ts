import type { Request, RequestHandler } from 'express';
import { DomainError } from '../shared/errors.ts';
import type { CurrentUser, Role } from './current-user.ts';

/** @throws DomainError NOT_AUTHENTICATED */
export function currentUser(req: Request): CurrentUser {
  if (!req.user) throw new DomainError('NOT_AUTHENTICATED');
  return req.user;
}

/** Lets only logged-in users pass. */
export const requireUser: RequestHandler = (req, _res, next) => {
  currentUser(req);
  next();
};

/** Lets only users with the role pass; the role is the one that MongoDB has now. */
export function requireRole(role: Role): RequestHandler {
  return (req, _res, next) => {
    if (!currentUser(req).roles.includes(role)) throw new DomainError('FORBIDDEN');
    next();
  };
}
