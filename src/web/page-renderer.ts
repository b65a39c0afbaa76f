import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ejs, { type TemplateFunction } from 'ejs';
import type { Request, Response } from 'express';
import { paths } from '../paths.ts';
import { BoundedMap } from '../shared/maps.ts';
import { projectFolder } from '../shared/project-folder.ts';
import { BRAND, escapeHtml } from '../shared/text.ts';
import { csrfTokenOf } from './csrf.ts';
import type { ErrorPage } from './error-handler.ts';
import { toFace } from './face.ts';
import { takeFlash } from './flash.ts';
import { sharedPageOf } from './page-cache.ts';
import { nonceOf } from './security-headers.ts';
import { sessionOf } from './session-data.ts';
import { clockTime } from './session-time.ts';
import { type PageSharing, toSharedHead } from './sharing.ts';
import { siteSettingsOf } from './site-settings.ts';
import type { ShownZone, SiteMessage, SiteModel, SiteUser } from './site.page.ts';
import { areaStylesheetOf } from './static-files.ts';
import { placeOf, readerZone } from './zone-choices.ts';

/** Ties a view to the type of its model: the renderer refuses the model of another view at compile time. */
export interface View<Page extends object> {
  /** Below views/pages, without the extension: `slots/slot`. */
  readonly file: string;
  /** Never set; it only carries the type. */
  readonly accepts?: (page: Page) => void;
}

export function view<Page extends object>(file: string): View<Page> {
  return { file };
}

const VIEWS = join(projectFolder, 'views');
const templates = new Map<string, TemplateFunction>();

/** The cards of about twenty lists, 3 kB each. */
const MAX_PARTIALS = 500;
const partials = new BoundedMap<string>(MAX_PARTIALS);

export interface PageOptions {
  /** Without the brand, which the layout adds. */
  readonly title: string;
  /** One line for search engines and shared links; public pages only. */
  readonly summary?: string;
  /** For chats and search engines; public pages only. */
  readonly sharing?: PageSharing;
  readonly status?: number;
  /** The page has a form for visitors, who get a cookie and a token for it. */
  readonly needsForm?: boolean;
  /** Shown above the page, before the flash messages. */
  readonly message?: SiteMessage;
  /** Default: `full`. */
  readonly header?: SiteModel['header'];
}

/** Renders a page in the layout and sends it. Takes the flash messages. */
export function renderPage<Page extends object>(
  req: Request,
  res: Response,
  view: View<Page>,
  page: NoInfer<Page>,
  options: PageOptions,
): Promise<void> {
  const csrfToken = req.user || options.needsForm ? csrfTokenOf(req, res) : null;
  sendPage(req, res, { ...options, page, title: titleOf(options), view: `pages/${view.file}`, csrfToken });
  return Promise.resolve();
}

/** Screen readers read the title first, so it says that a form was refused. */
function titleOf({ title, status = 200 }: { title: string; status?: number }): string {
  return status >= 400 ? `Error: ${title}` : title;
}

/** Renders views/errors/error.ejs. Needs no session, no Redis and no MongoDB. */
export function renderErrorPage(
  req: Request,
  res: Response,
  options: { title: string; page: ErrorPage; status: number },
): void {
  sendPage(req, res, {
    ...options,
    view: 'errors/error',
    csrfToken: req.user && sessionOf(req) ? csrfTokenOf(req, res) : null,
  });
}

interface Sending<Page> {
  readonly view: string;
  readonly title: string;
  readonly summary?: string;
  readonly sharing?: PageSharing;
  readonly page: Page;
  readonly status?: number;
  readonly csrfToken: string | null;
  readonly message?: SiteMessage;
  readonly header?: SiteModel['header'];
}

function sendPage<Page>(req: Request, res: Response, sending: Sending<Page>): void {
  const { page, view, csrfToken, title, summary = null, header = 'full', message } = sending;
  const shared = sending.sharing ? toSharedHead(sending.sharing, siteSettingsOf(req).baseUrl) : null;
  const areaStylesheet = areaStylesheetOf(view);
  const site = siteModel(req, res, {
    title,
    summary,
    shared,
    csrfToken,
    areaStylesheet,
    header,
    messages: [...(message ? [message] : []), ...takeFlash(req)],
  });
  const body = template(view)({ page, site, paths, kept: keptPartials(site) });
  const html = template('layouts/main')({ page, site, paths, body });
  const isPrivate = site.user !== null || csrfToken !== null || site.messages.length > 0;
  const cached = sharedPageOf(res);
  if (cached && !isPrivate && (sending.status ?? 200) === 200 && res.getHeader('Set-Cookie') === undefined) {
    cached.keep(html);
    return;
  }
  res
    .status(sending.status ?? 200)
    .set('Cache-Control', isPrivate ? 'no-store' : 'private, no-cache')
    .type('html')
    .send(html);
}

function siteModel(
  req: Request,
  res: Response,
  own: Pick<
    SiteModel,
    'title' | 'summary' | 'shared' | 'csrfToken' | 'areaStylesheet' | 'header' | 'messages'
  >,
): SiteModel {
  const { supportEmail, assetVersion, baseUrl, demo = null } = siteSettingsOf(req);
  return {
    ...own,
    brand: BRAND,
    baseUrl,
    user: siteUser(req),
    nonce: nonceOf(res),
    supportEmail,
    demo,
    currentPath: req.path,
    // Not the original address, which may have parameters that are not part of the cache key.
    address: req.url,
    zone: shownZone(req),
    assetVersion,
  };
}

function shownZone(req: Request): ShownZone {
  const name = readerZone(req);
  return { name, place: placeOf(name), now: clockTime(siteSettingsOf(req).clock.now(), name) };
}

function siteUser({ user }: Request): SiteUser | null {
  if (!user) return null;
  const { name, roles, isEmailVerified } = user;
  const face = toFace(user);
  return {
    name,
    face,
    isEmailVerified,
    isMentor: roles.includes('mentor'),
    isAdmin: roles.includes('admin'),
  };
}

/**
 * For views: renders a partial once for the same values, because many lists have the same cards. The partial gets no other
 * values of the page or of its reader, so it cannot show them to somebody else.
 */
function keptPartials({ assetVersion }: SiteModel) {
  return (name: string, values: object): string => {
    const key = `${name} ${assetVersion} ${JSON.stringify(values)}`;
    return partials.getOrMake(key, () =>
      template(`partials/${name}`)({ ...values, paths, site: { assetVersion } }),
    );
  };
}

/**
 * Compiles each view once; `npm run dev` restarts the process when a view changes. EJS gets fixed options and three
 * named values, so that nothing from a request can become an option.
 */
function template(name: string): TemplateFunction {
  const known = templates.get(name);
  if (known) return known;
  const filename = `${VIEWS}/${name}.ejs`;
  const compiled = ejs.compile(readFileSync(filename, 'utf8'), {
    filename,
    root: VIEWS,
    views: [VIEWS],
    cache: true,
    escape: escapeHtml,
  });
  templates.set(name, compiled);
  return compiled;
}
