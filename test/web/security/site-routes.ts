import type { Express } from 'express';
import { paths } from '../../../src/paths.ts';

export interface SiteRoute {
  readonly method: 'get' | 'post';
  /** The path with parameters, as in the router: `/slots/:slotId`. */
  readonly path: string;
}

/** The fields of a layer in Express's router that are used here. */
interface RouterLayer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle?: { readonly stack?: readonly RouterLayer[] };
}

/** Reads every route from the application itself, so that none can be forgotten. */
export function routesOf(app: Express): readonly SiteRoute[] {
  const walk = (layers: readonly RouterLayer[]): readonly SiteRoute[] =>
    layers.flatMap(({ route, handle }) => {
      if (!route) return walk(handle?.stack ?? []);
      const methods = (['get', 'post'] as const).filter((method) => route.methods[method]);
      return methods.map((method) => ({ method, path: route.path }));
    });
  return walk((app.router as unknown as { stack: readonly RouterLayer[] }).stack);
}

export type Audience = 'everybody' | 'machines' | 'user' | 'mentor' | 'admin';

const OPEN: readonly string[] = [
  paths.home,
  paths.mentorProfile(':handle'),
  '/mentors/:handle/photo',
  '/mentors/:handle/code.svg',
  '/slots/:slotId/code.svg',
  '/mentors/:handle/share.jpg',
  '/slots/:slotId/share.jpg',
  paths.robots,
  paths.sitemap,
  paths.sitemapPart(':part'),
  paths.slot(':slotId'),
  paths.slotSeats(':slotId'),
  paths.register,
  paths.login,
  paths.forgotPassword,
  paths.resetPassword(':token'),
  paths.verifyEmail(':token'),
  paths.timeZone,
  paths.mentorCalendar(':token'),
  paths.terms,
  paths.privacy,
  paths.refunds,
  paths.contact,
];
const FOR_MACHINES: readonly string[] = [
  paths.health,
  paths.ready,
  paths.metrics,
  paths.razorpayCallback,
  paths.razorpayWebhook,
];

/** Who may use a route, according to the contract. All other routes require a login. */
export function audienceOf({ path }: SiteRoute): Audience {
  if (OPEN.includes(path)) return 'everybody';
  if (FOR_MACHINES.includes(path)) return 'machines';
  if (path === paths.admin || path.startsWith(`${paths.admin}/`)) return 'admin';
  if (path === paths.mentor || path.startsWith(`${paths.mentor}/`)) return 'mentor';
  return 'user';
}

/** The address of a route with its parameters filled in. Missing parameters get a harmless value. */
export function addressOfRoute({ path }: SiteRoute, values: Readonly<Record<string, string>> = {}): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => values[name] ?? 'nothing');
}
