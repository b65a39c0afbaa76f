import type { Application, Request } from 'express';
import type { Clock } from '../shared/clock.ts';
import type { Face } from './face.ts';

/** The part of the configuration that web/ needs. */
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

/** The accounts and services that the demo's pages name. */
export interface DemoNotice {
  readonly password: string;
  readonly logins: readonly DemoLogin[];
  readonly links: readonly { readonly text: string; readonly href: string }[];
}

export interface DemoLogin {
  readonly name: string;
  /** `Books seats in sessions`. */
  readonly about: string;
  readonly email: string;
  readonly face: Face;
}

export function setSiteSettings(app: Application, settings: SiteSettings): void {
  app.locals.siteSettings = settings;
}

export function siteSettingsOf(req: Request): SiteSettings {
  return req.app.locals.siteSettings as SiteSettings;
}

export function setDemoNotice(app: Application, demo: DemoNotice): void {
  const settings = app.locals.siteSettings as SiteSettings;
  setSiteSettings(app, { ...settings, demo });
}
