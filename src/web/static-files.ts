import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { allowElsewhere } from './security-headers.ts';
import { projectFolder } from '../shared/project-folder.ts';

const PUBLIC = join(projectFolder, 'public');
const STYLESHEET_PATH = '/css/sureslot.css';
/** Files in there carry their own version in their name. */
const FONTS = '/fonts/';
/** Pictures are shown elsewhere too: the logo in Razorpay's window and in mails. */
const IMAGES = '/images/';

/** What is in public/, as it was when the process started. */
export interface Assets {
  /** Changes with the content of any file. */
  readonly version: string;
  /** URL paths. */
  readonly paths: ReadonlySet<string>;
  /** Put together from public/css, by URL path. */
  readonly stylesheets: ReadonlyMap<string, string>;
}

/** Reads all of public/; call it once. */
export function readAssets(): Assets {
  const hash = createHash('sha256');
  const files = readdirSync(PUBLIC, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const paths = files.map((file) => `/${relative(PUBLIC, file).split(sep).join('/')}`);
  for (const [index, file] of files.entries()) hash.update(paths[index] ?? '').update(readFileSync(file));
  const stylesheets = new Map([[STYLESHEET_PATH, readStylesheet()], ...readAreaStylesheets()]);
  return { version: hash.digest('hex').slice(0, 12), paths: new Set(paths), stylesheets };
}

/**
 * Serves public/: for a year where the address carries the present version (`?v=`) and for fonts, else for as long as
 * the ETag agrees. Other paths cost no look at the disk, which every page would otherwise pay for.
 */
export function staticFiles(assets: Assets): RequestHandler {
  const setHeaders = (res: Response) => {
    const isVersioned = res.req.query.v === assets.version || res.req.path.startsWith(FONTS);
    if (res.req.path.startsWith(IMAGES)) allowElsewhere(res);
    res.setHeader('Cache-Control', isVersioned ? 'public, max-age=31536000, immutable' : 'public, no-cache');
  };
  const serve = express.static(PUBLIC, { index: false, redirect: false, cacheControl: false, setHeaders });
  return (req, res, next) => {
    const stylesheet = isRead(req) ? assets.stylesheets.get(req.path) : undefined;
    if (stylesheet !== undefined) {
      setHeaders(res);
      res.set('ETag', `W/"${assets.version}"`).type('css').send(stylesheet);
    } else if (assets.paths.has(req.path)) serve(req, res, next);
    else next();
  };
}

function isRead({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}

const FOLDER = join(PUBLIC, 'css');
const COMMENTS = /\/\*.*?\*\/\n*/gs;

/** What the pages of an area need beside the common stylesheet: files of public/css. */
const filesOfAreas: Readonly<Record<string, readonly string[]>> = {
  accounts: ['parts/zones', 'areas/accounts'],
  admin: ['parts/tables', 'areas/admin'],
  bookings: ['parts/choices', 'parts/moments', 'parts/progress', 'areas/bookings'],
  checkout: ['parts/choices', 'parts/moments', 'parts/progress', 'areas/checkout'],
  earnings: ['parts/tables', 'areas/earnings'],
  home: ['areas/home'],
  mentoring: ['parts/tables', 'areas/mentoring'],
  'own-week': ['parts/choices', 'areas/mentoring'],
  pages: ['parts/tables'],
  slots: ['parts/choices', 'parts/moments', 'areas/slots'],
};

/** Pages whose part of the site would make them load too much: the first that people see, and others that need little of it. */
const areasOfViews: Readonly<Record<string, string>> = {
  'pages/slots/home': 'home',
  'pages/mentoring/slots': 'own-week',
  'pages/mentoring/earnings': 'earnings',
};

/** The files in public/css without their comments, joined in the order of their names: pages ask for one file. */
export function readStylesheet(): string {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.css'));
  return names.sort().map(withoutComments).join('\n');
}

/** Those of the areas, by URL path. Only pages of that part of the site load one, so that the first page stays small. */
export function readAreaStylesheets(): ReadonlyMap<string, string> {
  const entries = Object.entries(filesOfAreas).map(([area, files]) => {
    return [pathOf(area), files.map((file) => withoutComments(`${file}.css`)).join('\n')] as const;
  });
  return new Map(entries);
}

/** For views in `pages/admin` that is the stylesheet of admin, if there is one. */
export function areaStylesheetOf(view: string): string | null {
  const area = areasOfViews[view] ?? view.split('/')[1] ?? '';
  return Object.hasOwn(filesOfAreas, area) ? pathOf(area) : null;
}

function pathOf(area: string): string {
  return `/css/${area}.css`;
}

/** Spaces go too, where they mean nothing in our own style of writing; the compression takes the rest. */
function withoutComments(name: string): string {
  return readFileSync(join(FOLDER, name), 'utf8')
    .replaceAll(COMMENTS, '')
    .replaceAll(/\n\s+/g, '\n')
    .replaceAll(/^(-*[a-z][\w-]*): /gm, '$1:')
    .replaceAll(/;\n\}/g, '}')
    .replaceAll(/([{};,])\n+/g, '$1')
    .replaceAll(' {', '{');
}
