import type { Application, Request } from 'express';
import type { Clock } from '../shared/clock.ts';

/** What web/ needs of the configuration while it answers. */
export interface SiteSettings {
  readonly supportEmail: string;
  readonly assetVersion: string;
  /** Origin of the site. */
  readonly baseUrl: string;
  readonly isHttps: boolean;
  readonly clock: Clock;
  /** Newest first: the first signs, all verify. */
  readonly sessionSecrets: readonly string[];
  /** Only in the demo. */
  readonly demo?: DemoNotice;
}

/** What the pages of the demo offer: its accounts, and its other services. */
export interface DemoNotice {
  readonly password: string;
  readonly logins: readonly { readonly name: string; readonly role: string; readonly email: string }[];
  readonly links: readonly { readonly text: string; readonly href: string }[];
}

export function setSiteSettings(app: Application, settings: SiteSettings): void {
  app.locals.siteSettings = settings;
}

export function siteSettingsOf(req: Request): SiteSettings {
  return req.app.locals.siteSettings as SiteSettings;
}

/** Makes the pages say that this is the demo. */
export function setDemoNotice(app: Application, demo: DemoNotice): void {
  const settings = app.locals.siteSettings as SiteSettings;
  setSiteSettings(app, { ...settings, demo });
}
