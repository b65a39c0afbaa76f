import type { Request, RequestHandler } from 'express';
import { DomainError } from '../shared/errors.ts';
import type { Role } from './current-user.ts';

const UNVERIFIED =
  'Please confirm your e-mail address first: you can ask for a new link on your account page. Nothing was changed.';

/** @throws DomainError NOT_AUTHENTICATED */
export function currentUser(req: Request): Express.User {
  if (!req.user) throw new DomainError('NOT_AUTHENTICATED');
  return req.user;
}

/** Lets only logged-in users pass. */
export const requireUser: RequestHandler = (req, _res, next) => {
  currentUser(req);
  next();
};

/** Lets only users pass whose e-mail address is confirmed, where the operator wants that. */
export function requireVerifiedEmail(isRequired: boolean): RequestHandler {
  return (req, _res, next) => {
    if (isRequired && !currentUser(req).isEmailVerified) {
      throw new DomainError('FORBIDDEN', { message: UNVERIFIED });
    }
    next();
  };
}

/** Lets only users with the role pass; the role is the one that MongoDB has now. */
export function requireRole(role: Role): RequestHandler {
  return (req, _res, next) => {
    if (!currentUser(req).roles.includes(role)) throw new DomainError('FORBIDDEN');
    next();
  };
}
