import type { CurrentUser } from '../../web/current-user.ts';

/** Whom a mail is for. */
export type MailReader = CurrentUser;

/** Where links lead, and whom to write to. */
export interface SiteAddress {
  /** Origin of the site. */
  readonly baseUrl: string;
  readonly supportEmail: string;
}
