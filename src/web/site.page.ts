import type { Face } from './face.ts';
import type { SharedHead } from './sharing.ts';
import type { DemoNotice } from './site-settings.ts';

/** A one-time message above the page. */
export interface SiteMessage {
  readonly role: 'status' | 'alert';
  readonly text: string;
  /** Before the text, in bold. */
  readonly lead?: string;
  /** Green is for good news alone: what is only worth knowing is neutral. */
  readonly tone?: 'info';
  /** What the reader typed, so that it is not lost where the page has no field for it. */
  readonly typed?: string;
  readonly action?: { readonly href: string; readonly text: string };
  /** Where a form that takes the act back is sent. */
  readonly undo?: string;
  /** Of the booking that it announces: the dashboard shows this one as a panel. */
  readonly bookingId?: string;
}

export interface ShownZone {
  /** IANA name. */
  readonly name: string;
  /** `New York`. */
  readonly place: string;
  /** What time it is there: `7:12 pm`. */
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
 * What every page gets as `site`. A view sees `{ site, page, paths }`; the layout the same and `body`, the rendered view.
 * A `page.refreshSeconds` makes the layout reload the page after so many seconds, for browsers without script.
 */
export interface SiteModel {
  /** Of the page alone; the layout adds the brand. */
  readonly title: string;
  /** One line on the page for search engines, and for chats in which people share its address. */
  readonly summary: string | null;
  /** Null but for public pages. */
  readonly shared: SharedHead | null;
  readonly brand: string;
  /** Origin of the site. */
  readonly baseUrl: string;
  readonly user: SiteUser | null;
  /** Null for visitors without a session: their pages have no form that posts. */
  readonly csrfToken: string | null;
  /** Null on pages that are kept for many visitors. */
  readonly nonce: string | null;
  readonly messages: readonly SiteMessage[];
  readonly supportEmail: string;
  /** Path of the request with its query, to which a choice of time zone leads back. */
  readonly address: string;
  /** In which times are shown. */
  readonly zone: ShownZone;
  /** Path of the request without its query, to mark the current entry of the navigation. */
  readonly currentPath: string;
  /** Changes whenever a file in public/ changes, so that those may be cached for long. */
  readonly assetVersion: string;
  /** Reduced to the logo where somebody pays, so that nothing leads away. */
  readonly header: 'full' | 'checkout';
  /** Address of the further stylesheet of this part of the site; null where there is none. */
  readonly areaStylesheet: string | null;
  /** Null but in the demo. */
  readonly demo: DemoNotice | null;
}
