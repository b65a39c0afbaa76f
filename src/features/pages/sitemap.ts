import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import { KeptAnswer } from '../../shared/kept.ts';
import { BoundedMap } from '../../shared/maps.ts';
import { escapeHtml } from '../../shared/text.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** Sessions are at most 400 days ahead. */
const WEEKS_AHEAD = 58;
/** Per file. The protocol allows 50,000. */
export const MAX_ADDRESSES = 20_000;
/** Up to this number, one file holds everything. */
const SMALL = 5_000;
/** How long a file is cached. */
const KEPT_MS = 10 * 60_000;

const INFORMATION = [paths.home, paths.terms, paths.privacy, paths.refunds, paths.contact];

export interface OpenSlots {
  /** Ids of open sessions that start in this period, soonest first. */
  listOpenIds(span: {
    readonly from: Date;
    readonly to: Date;
    readonly limit: number;
    /** Disabled mentors, whose sessions are not on sale. */
    readonly exceptMentorIds: readonly string[];
  }): Promise<readonly string[]>;
}

export interface MentorsWithPages {
  listHandles(limit: number): Promise<readonly string[]>;
  findDisabledMentorIds(): Promise<readonly string[]>;
}

/** The public pages for search engines: one file, or one per week if there are many. */
export class Sitemap {
  private readonly kept = new BoundedMap<KeptAnswer<string>>(WEEKS_AHEAD + 2);

  constructor(
    private readonly slots: OpenSlots,
    private readonly mentors: MentorsWithPages,
    private readonly clock: Clock,
    /** Origin of the site. */
    private readonly baseUrl: string,
  ) {}

  /** The file at `/sitemap.xml`. */
  main(): Promise<string> {
    return this.keep('main', async () => {
      const from = this.clock.now();
      const to = new Date(from.getTime() + WEEKS_AHEAD * WEEK_MS);
      const ids = await this.slotIds({ from, to, limit: SMALL + 1 });
      const pages = await this.pages();
      return ids.length > SMALL
        ? this.indexOf()
        : this.listOf([...pages, ...ids.map((id) => paths.slot(id))]);
    });
  }

  /** One of several files: `pages`, or a week from `1` (the present one) to `58`. Undefined for other names. */
  part(name: string): Promise<string> | undefined {
    if (name === 'pages') return this.keep(name, async () => this.listOf(await this.pages()));
    const week = /^[1-9]\d?$/.test(name) ? Number(name) : 0;
    if (week < 1 || week > WEEKS_AHEAD) return undefined;
    return this.keep(name, async () => {
      const from = new Date(this.clock.now().getTime() + (week - 1) * WEEK_MS);
      const to = new Date(from.getTime() + WEEK_MS);
      const ids = await this.slotIds({ from, to, limit: MAX_ADDRESSES });
      return this.listOf(ids.map((id) => paths.slot(id)));
    });
  }

  /** Sessions on sale. */
  private async slotIds(span: { readonly from: Date; readonly to: Date; readonly limit: number }) {
    const exceptMentorIds = await this.mentors.findDisabledMentorIds();
    return this.slots.listOpenIds({ ...span, exceptMentorIds });
  }

  private async pages(): Promise<readonly string[]> {
    const handles = await this.mentors.listHandles(MAX_ADDRESSES - INFORMATION.length);
    return [...INFORMATION, ...handles.map((handle) => paths.mentorProfile(handle))];
  }

  private listOf(addresses: readonly string[]): string {
    return this.toXml('urlset', 'url', addresses);
  }

  private indexOf(): string {
    const parts = ['pages', ...Array.from({ length: WEEKS_AHEAD }, (_, index) => String(index + 1))];
    return this.toXml(
      'sitemapindex',
      'sitemap',
      parts.map((part) => paths.sitemapPart(part)),
    );
  }

  private toXml(list: string, entry: string, addresses: readonly string[]): string {
    const entries = addresses.map(
      (path) => `<${entry}><loc>${escapeHtml(this.baseUrl + path)}</loc></${entry}>`,
    );
    return `<?xml version="1.0" encoding="UTF-8"?>\n<${list} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${entries.join('\n')}\n</${list}>\n`;
  }

  private keep(name: string, make: () => Promise<string>): Promise<string> {
    return this.kept.getOrMake(name, () => new KeptAnswer(make, KEPT_MS, () => this.clock.now())).get();
  }
}
