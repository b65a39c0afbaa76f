import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import express, { type RequestHandler, type Response } from 'express';
import { encodingFor, isRead } from './request-context.ts';
import { allowElsewhere } from './security-headers.ts';
import { projectFolder } from '../shared/project-folder.ts';

const PUBLIC = join(projectFolder, 'public');
const STYLESHEET_PATH = '/css/sureslot.css';
/** The names of these files contain their version. */
const FONTS = '/fonts/';
/** Other sites show these pictures, too: Razorpay's window and mails. */
const IMAGES = '/images/';

/** The contents of public/ at the start of the process. */
export interface Assets {
  /** Changes with the content of any file. */
  readonly version: string;
  /** URL paths. */
  readonly paths: ReadonlySet<string>;
  /** Built from public/css, by URL path. */
  readonly stylesheets: ReadonlyMap<string, string>;
}

/** Reads all of public/. Call it once. */
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
 * Serves public/. Fonts, and addresses with the current version (`?v=`), are cached for a year; others are checked by
 * ETag. Other paths do not touch the disk.
 */
export function staticFiles(assets: Assets): RequestHandler {
  const setHeaders = (res: Response) => {
    const isVersioned = res.req.query.v === assets.version || res.req.path.startsWith(FONTS);
    if (res.req.path.startsWith(IMAGES)) allowElsewhere(res);
    res.setHeader('Cache-Control', isVersioned ? 'public, max-age=31536000, immutable' : 'public, no-cache');
  };
  const serve = express.static(PUBLIC, { index: false, redirect: false, cacheControl: false, setHeaders });
  const smallest = new Map<string, Promise<Buffer>>();
  return async (req, res, next) => {
    const { path } = req;
    const stylesheet = isRead(req) ? assets.stylesheets.get(path) : undefined;
    if (stylesheet !== undefined) {
      setHeaders(res);
      res.set('ETag', `W/"${assets.version}"`).type('css');
      if (encodingFor(req, ['br', 'gzip']) !== 'br') {
        res.send(stylesheet);
        return;
      }
      const body = smallest.get(path) ?? compress(stylesheet);
      smallest.set(path, body);
      res.set('Content-Encoding', 'br').send(await body);
    } else if (assets.paths.has(path)) {
      serve(req, res, (error?: unknown) => {
        if (isUnmetCondition(error)) res.status(error.status).end();
        else next(error);
      });
    } else next();
  };
}

/** A condition that the file does not meet, or a part that it does not have. Nobody is to read a page about it. */
function isUnmetCondition(error: unknown): error is Error & { readonly status: 412 | 416 } {
  return error instanceof Error && 'status' in error && (error.status === 412 || error.status === 416);
}

/** Takes about 50 ms per file, so it is done once, at the first request. The middleware would save less, each time. */
function compress(text: string): Promise<Buffer> {
  return promisify(brotliCompress)(text, {
    params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
  });
}

const FOLDER = join(PUBLIC, 'css');
const COMMENTS = /\/\*.*?\*\/\n*/gs;

/** Names of files in public/css/parts and public/css/areas that the pages of an area need in addition. */
interface AreaFiles {
  readonly parts: string;
  readonly areas: string;
}

const filesOfAreas: Readonly<Record<string, AreaFiles>> = {
  accounts: { parts: 'passwords zones', areas: 'accounts' },
  admin: { parts: 'figures tables', areas: 'admin-lists admin-tables admin-overview admin-story' },
  'admin-list': { parts: 'figures tables', areas: 'admin-lists admin-tables' },
  bookings: { parts: 'art notches tickets choices moments progress share passes', areas: 'bookings' },
  dashboard: { parts: 'art notches tickets rows progress share passes', areas: 'dashboard' },
  checkout: { parts: 'art notches tickets choices moments progress', areas: 'checkout' },
  earnings: { parts: 'figures tables', areas: 'earnings' },
  home: { parts: 'art notches cards', areas: 'home home-search home-sessions' },
  mentoring: { parts: 'figures tables share', areas: 'mentoring' },
  'own-profile': { parts: 'figures', areas: 'mentoring profile' },
  'own-week': { parts: 'figures notches tickets rows', areas: 'mentoring week' },
  pages: { parts: 'tables', areas: '' },
  publishing: { parts: 'art figures notches tickets cards', areas: 'mentoring publishing' },
  mentor: { parts: 'art notches tickets cards choices share', areas: 'mentor' },
  settings: { parts: 'passwords zones', areas: 'settings' },
  slots: { parts: 'art notches tickets choices moments share', areas: 'slots' },
};

/** Views with an area of their own, because the area of their folder has far more styles than they need. */
const areasOfViews: Readonly<Record<string, string>> = {
  'pages/accounts/account': 'settings',
  'pages/accounts/delete': 'settings',
  'pages/admin/table': 'admin-list',
  'pages/bookings/dashboard': 'dashboard',
  'pages/slots/home': 'home',
  'pages/slots/mentor-profile': 'mentor',
  'pages/mentoring/slots': 'own-week',
  'pages/mentoring/earnings': 'earnings',
  'pages/mentoring/profile': 'own-profile',
  'pages/mentoring/slot-form': 'publishing',
};

/** Joins the files in public/css in the order of their names, without comments, so that pages load one file. */
export function readStylesheet(): string {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.css'));
  return names.sort().map(withoutComments).join('\n');
}

/** By URL path. Only the pages of an area load its stylesheet, so that the first page stays small. */
export function readAreaStylesheets(): ReadonlyMap<string, string> {
  const entries = Object.entries(filesOfAreas).map(([area, { parts, areas }]) => {
    const files = [...filesIn('parts', parts), ...filesIn('areas', areas)];
    return [pathOf(area), files.map(withoutComments).join('\n')] as const;
  });
  return new Map(entries);
}

function filesIn(folder: keyof AreaFiles, names: string): readonly string[] {
  return names.split(' ').flatMap((name) => (name === '' ? [] : `${folder}/${name}.css`));
}

/** Views in `pages/admin` use the stylesheet of admin, if there is one. */
export function areaStylesheetOf(view: string): string | null {
  const area = areasOfViews[view] ?? view.split('/')[1] ?? '';
  return Object.hasOwn(filesOfAreas, area) ? pathOf(area) : null;
}

function pathOf(area: string): string {
  return `/css/${area}.css`;
}

/** Also removes spaces that have no meaning in the style of our CSS. Compression does the rest. */
function withoutComments(name: string): string {
  return readFileSync(join(FOLDER, name), 'utf8')
    .replaceAll(COMMENTS, '')
    .replaceAll(/\n\s+/g, '\n')
    .replaceAll(/^(-*[a-z][\w-]*): /gm, '$1:')
    .replaceAll(/;\n\}/g, '}')
    .replaceAll(/([{};,])\n+/g, '$1')
    .replaceAll(' {', '{');
}
