import type { Browser, Page } from 'playwright-core';
import type { BrowserSession } from './browser-session.ts';
import { sharedChromium } from './chromium.ts';
import { logInSomebody, type Visitor } from './journey.ts';
import { enterAs, openReader, type ReaderOptions } from './reader.ts';
import type { Site } from './site.ts';

/** The site of one suite, a browser, and the pages of its users. */
export class Browsing<S extends Site = Site> {
  private opened: { readonly site: S; readonly browser: Browser } | undefined;

  get site(): S {
    return this.whenOpened().site;
  }

  async open(start: () => Promise<S>): Promise<void> {
    const [site, browser] = await Promise.all([start(), sharedChromium()]);
    this.opened = { site, browser };
  }

  async close(): Promise<void> {
    await this.closePages();
    await this.opened?.site.close();
  }

  async closePages(): Promise<void> {
    await Promise.all((this.opened?.browser.contexts() ?? []).map((context) => context.close()));
  }

  /** A page for a visitor. */
  visit(options: ReaderOptions): Promise<Page> {
    return openReader(this.whenOpened().browser, this.site, options);
  }

  /** A page for a user who logged in through an agent, without this browser. */
  async visitAs(agent: BrowserSession, options: ReaderOptions): Promise<Page> {
    const page = await this.visit(options);
    await enterAs(page, this.site, agent);
    return page;
  }

  /** A page for a user who has just registered. */
  async visitAsSomebody(options: ReaderOptions): Promise<{ visitor: Visitor; page: Page }> {
    const visitor = await logInSomebody(this.site.app);
    return { visitor, page: await this.visitAs(visitor.agent, options) };
  }

  private whenOpened() {
    if (!this.opened) throw new Error('The suite has not begun');
    return this.opened;
  }
}

/** Opens a site for the calling suite. Closes all pages after each test. */
export function browseSite<S extends Site>(start: () => Promise<S>): Browsing<S> {
  const browsing = new Browsing<S>();
  before(() => browsing.open(start));
  afterEach(() => browsing.closePages());
  after(() => browsing.close());
  return browsing;
}
