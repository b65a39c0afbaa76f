import type { Application, Request } from 'express';

/** What pages show of the configuration. */
export interface SiteSettings {
  readonly supportEmail: string;
  readonly assetVersion: string;
  /** Origin of the site. */
  readonly baseUrl: string;
  readonly isHttps: boolean;
}

export function setSiteSettings(app: Application, settings: SiteSettings): void {
  app.locals.siteSettings = settings;
}

export function siteSettingsOf(req: Request): SiteSettings {
  return req.app.locals.siteSettings as SiteSettings;
}
