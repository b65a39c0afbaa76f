import { readFileSync } from 'node:fs';
import ejs from 'ejs';
import { summariseRefundPolicy } from '../../../src/features/refunds/refund-policy.ts';
import { paths } from '../../../src/paths.ts';
import { refundPolicies } from '../../../src/shared/refund-policy.ts';
import { escapeHtml } from '../../../src/shared/text.ts';
import { toFace } from '../../../src/web/face.ts';
import { toSharedHead } from '../../../src/web/sharing.ts';
import type { SiteMessage, SiteModel } from '../../../src/web/site.page.ts';
import { areaStylesheetOf } from '../../../src/web/static-files.ts';
import { accountSamples, errorSamples } from './sample-accounts.ts';
import { adminSamples } from './sample-admin.ts';
import { bookingSamples } from './sample-bookings.ts';
import { mentorSamples } from './sample-mentor.ts';
import { slotSamples } from './sample-slots.ts';

export interface Sample {
  /** The view's name, then `:variant` if it has several. */
  readonly name: string;
  readonly view: string;
  readonly page: object;
  /** The messages above the page. */
  readonly messages?: readonly SiteMessage[];
}

const root = new URL('../../../views/', import.meta.url).pathname;

const byView: Record<string, Record<string, object>> = {
  ...Object.fromEntries(
    Object.entries({
      ...slotSamples,
      ...accountSamples,
      ...bookingSamples,
      ...mentorSamples,
      ...adminSamples,
    }).map(([view, pages]) => [`pages/${view}`, pages]),
  ),
  ...Object.fromEntries(['contact', 'privacy', 'terms'].map((name) => [`pages/pages/${name}`, { '': {} }])),
  'pages/pages/refunds': { '': { policies: refundPolicies.map(summariseRefundPolicy) } },
  'errors/error': errorSamples,
};

/** One of each kind, as the layout shows them. */
const messages: readonly SiteMessage[] = [
  { role: 'status', text: 'Your seat is booked.' },
  {
    role: 'status',
    tone: 'info',
    text: 'You have left the waiting list.',
    undo: paths.joinWaitlist('6560f1a2b3c4d5e6f7a8b901'),
  },
  {
    role: 'status',
    tone: 'info',
    lead: 'You have not paid.',
    text: 'The seat is still free.',
    typed: 'Could we look at my own design?',
    action: { href: paths.checkout('session_1795834817477_vhKDC7Ool4TQKIIJ'), text: 'Continue to payment' },
  },
  { role: 'alert', text: 'The session was changed meanwhile. Please look at it again.' },
];

/** Every variant of every view's page model, and one with messages. */
export const samples: readonly Sample[] = [
  ...samplesOfViews(),
  {
    name: 'slots/slot:under messages',
    view: 'pages/slots/slot',
    page: Object.values(slotSamples['slots/slot'])[0]!,
    messages,
  },
];

function samplesOfViews(): readonly Sample[] {
  return Object.entries(byView).flatMap(([view, pages]) =>
    Object.entries(pages).map(([variant, page]) => ({
      name: view.replace(/^pages\//, '') + (variant === '' ? '' : `:${variant}`),
      view,
      page,
    })),
  );
}

/** Where the samples of a view, or of a folder of views, would stand on the site. */
const pathsOfViews: Readonly<Record<string, string>> = {
  'slots/home': paths.home,
  'mentoring/earnings': paths.earnings,
  'mentoring/profile': paths.ownProfile,
  'mentoring/slots': paths.mentor,
  mentoring: `${paths.mentor}/slots`,
  'bookings/dashboard': paths.dashboard,
  bookings: paths.booking('session_1764201600000_V1StGXR8Z5jdHi6B'),
  admin: paths.admin,
};

function currentPathOf(view: string): string {
  const name = view.replace(/^pages\//, '');
  return pathsOfViews[name] ?? pathsOfViews[name.split('/')[0] ?? ''] ?? '/elsewhere';
}

export const sampleSite: SiteModel = {
  title: 'Sample',
  summary: 'What the sample is about.',
  shared: null,
  brand: 'Sureslot',
  baseUrl: 'https://sureslot.example',
  user: {
    name: 'Ravi Kumar',
    face: toFace({ id: '6560f1a2b3c4d5e6f7a8b9ff', name: 'Ravi Kumar' }),
    isMentor: true,
    isAdmin: false,
    isEmailVerified: false,
  },
  csrfToken: 'sample-token',
  nonce: 'sample-nonce',
  messages: [],
  supportEmail: 'help@sureslot.example',
  currentPath: '/',
  address: '/',
  zone: { name: 'Asia/Kolkata', place: 'India', now: '7:12 pm' },
  assetVersion: '1',
  areaStylesheet: null,
  header: 'full',
  demo: null,
};

/** For public pages only. */
const sharedSample = toSharedHead(
  { path: '/slots/6560f1a2b3c4d5e6f7a8b901', kind: 'website', data: [{ name: '</script>' }] },
  'https://sureslot.example',
);

/** Reads the view each time, so that a reload shows a change. */
function renderPartial(name: string, values: object): string {
  const filename = `${root}partials/${name}.ejs`;
  const locals = { ...values, paths, site: sampleSite };
  return ejs.render(readFileSync(filename, 'utf8'), locals, { filename, root, escape: escapeHtml });
}

/** The whole HTML document of a sample, as a browser gets it. */
export async function renderSample(sample: Sample, overrides: Partial<SiteModel> = {}): Promise<string> {
  const locals = {
    site: {
      ...sampleSite,
      title: sample.name,
      shared: sample.view.startsWith('pages/slots/') ? sharedSample : null,
      areaStylesheet: areaStylesheetOf(sample.view),
      messages: sample.messages ?? [],
      currentPath: currentPathOf(sample.view),
      // Only above other messages, because it is not of the page.
      user: sampleSite.user && { ...sampleSite.user, isEmailVerified: sample.messages === undefined },
      header: sample.view === 'pages/checkout/checkout' ? ('checkout' as const) : ('full' as const),
      ...overrides,
    },
    page: sample.page,
    paths,
    kept: renderPartial,
  };
  const body = await ejs.renderFile(`${root}${sample.view}.ejs`, locals, { root, escape: escapeHtml });
  return ejs.renderFile(`${root}layouts/main.ejs`, { ...locals, body }, { root, escape: escapeHtml });
}
