import type { Request } from 'express';
import { paths } from '../paths.ts';
import { safeReturnTo } from './return-to.ts';
import { siteSettingsOf } from './site-settings.ts';

const SLOT_ACTION = /^(\/slots\/[^/]+)\/.+$/;

/** The login page that leads back: to the page asked for, or, after a refused POST, to the one that had the form. */
export function loginPathFor(req: Request): string {
  const target = req.method === 'GET' || req.method === 'HEAD' ? req.originalUrl : pageOfForm(req);
  const returnTo = safeReturnTo(target, paths.home);
  return `${paths.login}?${new URLSearchParams({ returnTo }).toString()}`;
}

function pageOfForm(req: Request): string {
  const { baseUrl } = siteSettingsOf(req);
  const referrer = req.get('referer') ?? '';
  if (URL.canParse(referrer) && new URL(referrer).origin === baseUrl) return referrer.slice(baseUrl.length);
  return SLOT_ACTION.exec(req.path)?.[1] ?? paths.home;
}
