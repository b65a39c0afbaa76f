import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Request, Response } from 'express';
import { Types } from 'mongoose';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';
import { cacheKeyOf, KEPT_MS, PageCache, sharedPageOf } from '../../../src/web/page-cache.ts';
import { throughProxy } from '../../support/at-base-url.ts';
import { openSale, paySale } from '../../support/builders.ts';
import { collection, createSlot, logInSomebody } from '../../support/journey.ts';
import { type Site, startSite } from '../../support/site.ts';

const SECOND = 1_000;

describe('pages kept for visitors', () => {
  let site: Site;
  let now = 0;
  before(async () => {
    site = await startSite({ webhooks: false, keepPages: true, pageTime: () => now });
  });
  after(() => site.close());

  /** Writes to MongoDB directly, as another process would. */
  const rename = (slotId: string, title: string) =>
    collection(site, 'timeslots').updateOne({ _id: new Types.ObjectId(slotId) }, { $set: { title } });
  const visit = (path: string, headers: Record<string, string> = {}) =>
    supertest(site.app).get(path).set(headers).expect(200);

  it('are rendered once a second, and then show the changes of other processes', async () => {
    const slot = await createSlot(site, { title: 'First title' });
    const { text } = await visit(paths.slot(slot.id));
    await rename(slot.id, 'Second title');
    expect((await visit(paths.slot(slot.id))).text).to.equal(text);
    now += KEPT_MS;
    expect((await visit(paths.slot(slot.id))).text).to.include('Second title');
    expect(KEPT_MS).to.be.below(SECOND);
  });

  it('show the sale of a seat by another process after a second', async () => {
    const other = await site.startProcess();
    const slot = await createSlot(site, { maxStudents: 2 });
    const visitOther = async () => {
      const url = other.url + paths.slot(slot.id);
      return (await fetch(url, { headers: throughProxy(site.baseUrl) })).text();
    };
    expect(await visitOther()).to.include('2 seats left');
    const { sale, paymentId } = await paySale(site, await openSale(site, slot));
    expect((await site.services.seats.claimSeat({ ...sale, paymentId })).kind).to.equal('claimed');
    await sleep(SECOND);
    expect(await visitOther()).to.include('1 seat left');
  });

  it('show the writes of this process at once', async () => {
    const slot = await createSlot(site, { title: 'Soon called off' });
    expect((await visit(paths.slot(slot.id))).text).to.include('Log in');
    await site.services.slotEditingRepository.close(slot.id, '');
    expect((await visit(paths.slot(slot.id))).text).to.include('The mentor has cancelled this session.');
  });

  it('are dropped by every request that may write', async () => {
    const slot = await createSlot(site, { title: 'Before the request' });
    await visit(paths.slot(slot.id));
    await rename(slot.id, 'After the request');
    await supertest(site.app).post(paths.logout).expect(303);
    expect((await visit(paths.slot(slot.id))).text).to.include('After the request');
  });

  it('are neither shown to people with a session nor rendered for them', async () => {
    const slot = await createSlot(site, { title: 'For visitors' });
    const { agent, person } = await logInSomebody(site.app);
    const own = await agent.get(paths.slot(slot.id)).expect(200);
    expect(own.get('Cache-Control')).to.equal('no-store');
    const shared = await visit(paths.slot(slot.id));
    expect(shared.text).not.to.include(person.name);
    expect((await agent.get(paths.slot(slot.id))).text).to.include(person.name);
  });

  it('carry every security header and an id of their own, but no nonce, and are told apart by cookies', async () => {
    const slot = await createSlot(site);
    const [first, second] = [await visit(paths.slot(slot.id)), await visit(paths.slot(slot.id))];
    for (const page of [first, second]) {
      expect(page.get('Content-Security-Policy')).to.include("script-src 'self'").and.not.include('nonce');
      expect(page.get('X-Content-Type-Options')).to.equal('nosniff');
      expect(page.get('X-Frame-Options')).to.equal('DENY');
      expect(page.get('Cache-Control')).to.equal('public, max-age=0, s-maxage=1, stale-while-revalidate=1');
      expect(page.get('Vary')).to.equal('Accept-Encoding, Cookie');
      expect(page.get('Set-Cookie')).to.equal(undefined);
      expect(page.text).not.to.include('nonce');
    }
    expect(first.get('X-Request-Id')).to.not.equal(second.get('X-Request-Id'));
  });

  it('are answered with 304 if the browser has them', async () => {
    const etag = (await visit(paths.terms)).get('ETag')!;
    await supertest(site.app).get(paths.terms).set('If-None-Match', etag).expect(304);
  });

  for (const encoding of ['gzip', 'br', 'identity']) {
    it(`have the same content as ${encoding}`, async () => {
      const plain = await visit(paths.privacy, { 'Accept-Encoding': 'identity' });
      const encoded = await visit(paths.privacy, { 'Accept-Encoding': encoding });
      expect(encoded.get('Content-Encoding')).to.equal(encoding === 'identity' ? undefined : encoding);
      if (encoding !== 'br') expect(encoded.text).to.equal(plain.text);
    });
  }

  for (const [accepted, encoding] of [
    ['gzip;q=1, br;q=0.5', 'gzip'],
    ['br, gzip;q=0.5', 'br'],
    ['identity, gzip;q=0.5', undefined],
    ['gzip, br', 'br'],
  ] as const) {
    it(`are sent ${encoding ?? 'uncompressed'} to clients that accept ${accepted}`, async () => {
      const page = await visit(paths.refunds, { 'Accept-Encoding': accepted });
      expect(page.get('Content-Encoding')).to.equal(encoding);
    });
  }

  it('include neither errors nor missing pages', async () => {
    for (let time = 0; time < 2; time += 1) {
      const answer = await supertest(site.app).get(paths.slot('0123456789abcdef01234567')).expect(404);
      expect(answer.get('Cache-Control')).not.to.include('public');
    }
  });
});

describe('the key of a kept page', () => {
  const keyOf = (url: string, cookie?: string) => cacheKeyOf({ url, headers: cookie ? { cookie } : {} });

  it('is the same for equivalent addresses', () => {
    const key = keyOf('/?topic=Design&q=two+words')?.key;
    for (const url of ['/?q=two%20words&topic=Design', '/?utm_source=x&q=two+words&topic=Design&page=']) {
      expect(keyOf(url)?.key, url).to.equal(key);
    }
    expect(keyOf('/slots/0123456789abcdef01234567?x=1')?.url).to.equal('/slots/0123456789abcdef01234567');
  });

  it('differs by the time zone of the visitor, and only by zones that exist', () => {
    const zones = [undefined, 'tz=America%2FNew_York', 'a=b; tz=Europe/Berlin'];
    expect(new Set(zones.map((cookie) => keyOf('/', cookie)?.key)).size).to.equal(zones.length);
    for (const nonsense of ['tz=Mars', 'tz=%E0%A4%A', 'xtz=Europe/Berlin', 'other=1']) {
      expect(keyOf('/', nonsense)?.key, nonsense).to.equal(keyOf('/')?.key);
    }
  });

  it('is missing for other pages, parameters given twice, and overlong addresses', () => {
    for (const url of ['/dashboard', '/login', '/?q=a&q=b', `/?q=${'x'.repeat(600)}`, '/slots/none']) {
      expect(keyOf(url), url).to.equal(undefined);
    }
  });
});

describe('the memory of kept pages', () => {
  /** A visit without the network, because 10,000 requests would take minutes. */
  async function visit(cache: PageCache, url: string): Promise<void> {
    const head = { getHeaders: () => ({}), writeHead: () => head, end: () => head };
    const res = Object.assign(new EventEmitter(), head, { locals: {} }) as unknown as Response;
    const req = { method: 'GET', url, headers: {}, route: { path: '/' } } as unknown as Request;
    await new Promise<void>((resolve) => {
      cache.handle(req, res, () => resolve());
    });
    sharedPageOf(res)!.keep('x'.repeat(40_000));
  }

  it('does not grow with 10,000 addresses', async () => {
    const cache = new PageCache('sid');
    for (let number = 0; number < 10_000; number += 1) await visit(cache, `/?q=${number}`);
    expect(cache.size.pages).to.be.within(1, 400);
    expect(cache.size.bytes).to.be.within(1, 8 * 1024 * 1024);
  });
});
