import type {} from 'passport';

export type Role = 'user' | 'mentor' | 'admin';

/** The person behind a request, read from MongoDB each time, so that a role taken away is gone at once. */
export interface CurrentUser {
  /** Hex of the ObjectId. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  /** IANA name, in which times are shown to this person. */
  readonly timeZone: string;
  /** Whether the person has shown that mail to this address reaches them. */
  readonly isEmailVerified: boolean;
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
