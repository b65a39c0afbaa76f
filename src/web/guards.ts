import type { Request, RequestHandler } from 'express';
import { DomainError } from '../shared/errors.ts';

export type Role = 'user' | 'mentor' | 'admin';

/** The user of a request. It is read from MongoDB each time, so that a removed role has no effect any more. */
export interface CurrentUser {
  /** Hex of the ObjectId. */
  readonly id: string;
  readonly name: string;
  /** Lower case. */
  readonly email: string;
  readonly roles: readonly Role[];
  /** IANA name of the zone in which this person reads times. */
  readonly timeZone: string;
  /** With the country code; empty if not given. */
  readonly phone: string;
  readonly isEmailVerified: boolean;
  /** Address of the photo, for the menu of the site. */
  readonly photo?: string | null;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the place where passport looks for the type of req.user
  namespace Express {
    interface User extends CurrentUser {
      /** Sessions of earlier generations have ended. */
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

/** Refuses visitors. */
export const requireUser: RequestHandler = (req, _res, next) => {
  currentUser(req);
  next();
};

/** Refuses users without a confirmed e-mail address, if the operator has set that. */
export function requireVerifiedEmail(isRequired: boolean): RequestHandler {
  return (req, _res, next) => {
    if (isRequired && !currentUser(req).isEmailVerified) {
      throw new DomainError('FORBIDDEN', { message: UNVERIFIED });
    }
    next();
  };
}

/** Refuses users without the role, as MongoDB has it now. */
export function requireRole(role: Role): RequestHandler {
  return (req, _res, next) => {
    if (!currentUser(req).roles.includes(role)) throw new DomainError('FORBIDDEN');
    next();
  };
}
