import type { Face } from './face.ts';
import type { SharedHead } from './sharing.ts';
import type { DemoNotice } from './site-settings.ts';

/** A one-time message above the page. */
export interface SiteMessage {
  readonly role: 'status' | 'alert';
  readonly text: string;
  /** In bold before the text. */
  readonly lead?: string;
  /** Green means success. A message that only informs is neutral. */
  readonly tone?: 'info';
  /** Text that the reader typed, if the page has no field for it. */
  readonly typed?: string;
  readonly action?: { readonly href: string; readonly text: string };
  /** The path that undoes the action, by POST. */
  readonly undo?: string;
  /** The booking that it announces, which the dashboard shows as a panel. */
  readonly bookingId?: string;
}

export interface ShownZone {
  /** IANA name. */
  readonly name: string;
  /** `New York`. */
  readonly place: string;
  /** The present time there: `7:12 pm`. */
  readonly now: string;
}

export interface SiteUser {
  readonly name: string;
  readonly face: Face;
  readonly isMentor: boolean;
  readonly isAdmin: boolean;
  readonly isEmailVerified: boolean;
}

/**
 * The model `site` of every page. Views see `{ site, page, paths }`; the layout also has `body`, the rendered view.
 * With `page.refreshSeconds`, the layout reloads the page after that time, for browsers without scripts.
 */
export interface SiteModel {
  /** Without the brand, which the layout adds. */
  readonly title: string;
  /** One line for search engines and shared links. */
  readonly summary: string | null;
  /** Only on public pages. */
  readonly shared: SharedHead | null;
  readonly brand: string;
  /** Origin of the site. */
  readonly baseUrl: string;
  readonly user: SiteUser | null;
  /** Null for visitors without a session, whose pages have no form that posts. */
  readonly csrfToken: string | null;
  /** Null on cached pages. */
  readonly nonce: string | null;
  readonly messages: readonly SiteMessage[];
  readonly supportEmail: string;
  /** Path and query of the request. A choice of time zone returns there. */
  readonly address: string;
  /** The zone in which times are shown. */
  readonly zone: ShownZone;
  /** Path of the request without its query, to mark the current entry of the navigation. */
  readonly currentPath: string;
  /** Changes with every file in public/, so that these can be cached for long. */
  readonly assetVersion: string;
  /** During a payment the header shows only the logo, so that nothing leads away. */
  readonly header: 'full' | 'checkout';
  /** Address of the additional stylesheet of this part of the site, or null. */
  readonly areaStylesheet: string | null;
  /** Only in the demo. */
  readonly demo: DemoNotice | null;
}
