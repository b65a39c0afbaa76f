import type { Request, RequestHandler } from 'express';
import { DomainError } from '../shared/errors.ts';

export type Role = 'user' | 'mentor' | 'admin';

/** The person behind a request, read from MongoDB each time, so that a role taken away is gone at once. */
export interface CurrentUser {
  /** Hex of the ObjectId. */
  readonly id: string;
  readonly name: string;
  /** Lower case. */
  readonly email: string;
  readonly roles: readonly Role[];
  /** IANA name, in which times are shown to this person. */
  readonly timeZone: string;
  /** With the country code; empty when none was given. */
  readonly phone: string;
  /** Whether the person has shown that mail to this address reaches them. */
  readonly isEmailVerified: boolean;
  /** Address of the photo, for the menu of the site. */
  readonly photo?: string | null;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the place where passport looks for the type of req.user
  namespace Express {
    interface User extends CurrentUser {
      /** Sessions of an earlier generation are over. */
      readonly sessionEpoch: number;
    }
  }
}

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
