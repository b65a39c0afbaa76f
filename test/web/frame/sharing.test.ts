import { expect } from 'chai';
import { ObjectId } from 'mongodb';
import sharp from 'sharp';
import supertest from 'supertest';
import { formerMentor } from '../../../src/features/slots/mentor-directory.ts';
import { toSlotPicture } from '../../../src/features/slots/slot-sharing.ts';
import { paths } from '../../../src/paths.ts';
import { toPaise } from '../../../src/shared/money.ts';
import { toQrCode } from '../../../src/web/sharing.ts';
import { agentFor, registerUser, type BrowserSession } from '../../support/browser-session.ts';
import { collection, createMentor, createSlot } from '../../support/journey.ts';
import { sendPhoto, takePhoto } from '../../support/photos.ts';
import { startSite, type Site } from '../../support/site.ts';

describe('the texts for chats and search engines', () => {
  let site: Site;
  let mentorId: string;
  let handle: string;
  let mentor: BrowserSession;

  before(async () => {
    site = await startSite({ webhooks: false });
    mentor = agentFor(site.app);
    const { email } = await registerUser(mentor, { role: 'mentor', name: 'Meera Iyer' });
    const account = (await collection(site, 'users').findOne({ email }))!;
    mentorId = String(account._id);
    handle = String(account.handle);
  });
  after(() => site.close());

  const get = (address: string) => supertest(site.app).get(address);
  const pathOf = (url: string) => url.replace(site.baseUrl, '');
  const dataOf = (html: string): unknown[] =>
    [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].map((match): unknown =>
      JSON.parse(match[1]!),
    );
  const tagOf = (html: string, name: string) =>
    new RegExp(`<meta (?:property|name)="${name}" content="([^"]*)">`).exec(html)?.[1];
  const canonicalOf = (html: string) => /<link rel="canonical" href="([^"]*)">/.exec(html)?.[1];

  it('give the home page a title that says what the site is, and a search its own', async () => {
    expect(tagOf((await get(paths.home)).text, 'og:title')).to.equal(
      'Book an hour with people who have done it',
    );
    expect(tagOf((await get(`${paths.home}?q=design`)).text, 'og:title')).to.equal('Sessions');
  });

  it('give the title, address and picture of a session, and an Event with an Offer', async () => {
    const slot = await createSlot(site, { mentorId, maxStudents: 3, description: 'One question.' });
    const { text } = await get(paths.slot(slot.id));
    const url = site.baseUrl + paths.slot(slot.id);
    expect(canonicalOf(text)).to.equal(url);
    expect(tagOf(text, 'og:url')).to.equal(url);
    expect(tagOf(text, 'og:title')).to.equal('System design');
    expect(tagOf(text, 'og:description')).to.contain('Live session with Meera Iyer');
    expect(tagOf(text, 'twitter:card')).to.equal('summary_large_image');
    const [event] = dataOf(text);
    expect(event).to.deep.include({
      '@type': 'Event',
      name: 'System design',
      url,
      startDate: slot.scheduledAt.toISOString(),
      eventStatus: 'https://schema.org/EventScheduled',
      remainingAttendeeCapacity: 3,
      image: [tagOf(text, 'og:image')],
    });
    expect(event).to.have.nested.property('organizer.name', 'Meera Iyer');
    expect(event).to.have.property('offers').that.includes({
      price: '499.00',
      priceCurrency: 'INR',
      availability: 'https://schema.org/InStock',
    });
  });

  it('name the mentor’s zone and India’s in picture and description, and the sharer’s first in the message', async () => {
    const scheduledAt = new Date(Date.UTC(new Date().getUTCFullYear() + 1, 0, 10, 0, 15));
    const slot = await createSlot(site, { mentorId, timeZone: 'Asia/Kathmandu', scheduledAt });
    const { text } = await get(paths.slot(slot.id)).set('Cookie', 'tz=America%2FNew_York');
    expect(text, 'the page itself').to.include('EST');
    expect(tagOf(text, 'og:description')).to.match(
      /: \w+day, 10 January .* 6:00 am – 7:00 am Kathmandu time/,
    );
    const sent = decodeURIComponent(/href="https:\/\/wa\.me\/\?text=([^"]+)"/.exec(text)![1]!);
    expect(sent).to.match(
      /\w{3} 9 Jan \d{4}, 7:15 pm EST \((\w{3} 10 Jan \d{4}), 6:00 am Kathmandu time; \1, 5:45 am IST\), 1 h/,
    );
    expect(tagOf(text, 'og:image:alt'))
      .to.match(/6:00 am Kathmandu time \(5:45 am IST\), 1 h/)
      .and.not.include('EST');
    const stored = (await site.services.slots.findById(slot.id))!;
    const picture = toSlotPicture(stored, { ...formerMentor(mentorId), isDisabled: false }, new Date());
    expect(picture.leaf).to.deep.equal({ month: 'Jan', day: '10' });
    expect(picture.lines[1]).to.equal('6:00 am – 7:00 am Kathmandu time • 1 h');
    expect(picture.lines[2]).to.match(/^In India \w{3} 10 Jan(?: \d{4})?, 5:45 am IST$/);
    expect(picture.arts).to.deep.equal([{ name: 'interviews', tint: 3 }]);
  });

  it('include a QR code, which the page loads only when it is opened', async () => {
    const slot = await createSlot(site, { mentorId });
    for (const page of [paths.slot(slot.id), paths.mentorProfile(handle)]) {
      const { text } = await get(page);
      const [, code] = /<details>\s*<summary[^>]*>.*?<img src="([^"]+)"[^>]* loading="lazy">/s.exec(text)!;
      expect(text).to.include(`<a href="${code}" download="sureslot-qr.svg">Download</a></figcaption>`);
      const answer = await get(code!).responseType('blob').expect(200);
      const { headers } = answer;
      const body = answer.body as Buffer;
      expect(headers).to.include({ 'content-type': 'image/svg+xml; charset=utf-8' });
      const { path } = toQrCode(site.baseUrl + page);
      expect(String(body)).to.include(`d="${path}"`);
      const drawn = await sharp(body).metadata();
      expect(drawn.width).to.equal(drawn.height);
    }
    for (const none of [paths.slotCode('6560f1a2b3c4d5e6f7a8b901'), paths.mentorCode('nobody-at-all')])
      expect((await get(none)).status, none).to.equal(404);
  });

  it('say that a full, cancelled or past session cannot be booked', async () => {
    const offerOf = async (change: object) => {
      const slot = await createSlot(site, { mentorId });
      await collection(site, 'timeslots').updateOne({ _id: new ObjectId(slot.id) }, { $set: change });
      const [event] = dataOf((await get(paths.slot(slot.id))).text) as {
        eventStatus: string;
        offers: { availability: string };
      }[];
      return [event!.eventStatus, event!.offers.availability].map((name) =>
        name.replace('https://schema.org/', ''),
      );
    };
    expect(await offerOf({ currentStudents: 1 })).to.deep.equal(['EventScheduled', 'SoldOut']);
    expect(await offerOf({ status: 'cancelled' })).to.deep.equal(['EventCancelled', 'Discontinued']);
    expect(await offerOf({ scheduledAt: new Date(0) })).to.deep.equal(['EventScheduled', 'Discontinued']);
  });

  it('cannot end their element, whatever a mentor writes', async () => {
    const title = `</script><script>alert(1)</script> "&' \u2028`;
    const slot = await createSlot(site, { mentorId, title });
    const { text } = await get(paths.slot(slot.id));
    expect(text).to.not.contain('<script>alert');
    expect(dataOf(text)[0]).to.have.property('name', title);
  });

  it('describe a mentor by a profile with the photo, the home page by the site, and a search by nothing', async () => {
    await sendPhoto(mentor, await takePhoto());
    const page = await get(paths.mentorProfile(handle));
    expect(tagOf(page.text, 'og:type')).to.equal('profile');
    const [profile] = dataOf(page.text) as { mainEntity: { name: string; image: string } }[];
    expect(profile!.mainEntity.name).to.equal('Meera Iyer');
    expect((await get(pathOf(profile!.mainEntity.image))).headers['content-type']).to.equal('image/webp');
    expect(tagOf(page.text, 'og:title')).to.equal('Sessions with Meera Iyer');
    const home = await get(paths.home);
    expect(canonicalOf(home.text)).to.equal(`${site.baseUrl}/`);
    expect(dataOf(home.text)[0]).to.include({ '@type': 'WebSite' });
    expect((await get(pathOf(tagOf(home.text, 'og:image')!))).status).to.equal(200);
    const search = await get('/?q=design');
    expect(tagOf(search.text, 'robots')).to.equal('noindex');
    expect([canonicalOf(search.text), dataOf(search.text)]).to.deep.equal([undefined, []]);
  });

  it('say what a mentor does, how much can be booked, from which price and when next', async () => {
    const own = agentFor(site.app);
    const { email } = await registerUser(own, { role: 'mentor', name: 'Tenzin Dolma' });
    const users = collection(site, 'users');
    const { _id, handle: address } = (await users.findOne({ email }))!;
    const described = async () => {
      const { text } = await get(`${paths.mentorProfile(String(address))}?fresh=${Math.random()}`);
      return ['description', 'og:description', 'og:image:alt'].map((name) => tagOf(text, name));
    };
    const none = 'Live sessions with Tenzin Dolma';
    expect(await described()).to.deep.equal([none, none, 'Tenzin Dolma']);
    await users.updateOne(
      { _id },
      { $set: { headline: 'Staff engineer', topics: ['Databases', 'Careers'] } },
    );
    const year = new Date().getUTCFullYear() + 1;
    // In Lord Howe it is the next day then.
    const scheduledAt = new Date(Date.UTC(year, 0, 10, 14, 0));
    const first = { mentorId: String(_id), timeZone: 'Australia/Lord_Howe', scheduledAt };
    await createSlot(site, { ...first, price: toPaise(99_900) });
    await createSlot(site, { ...first, scheduledAt: new Date(scheduledAt.getTime() + 90_000_000) });
    const full = await createSlot(site, {
      ...first,
      scheduledAt: new Date(Date.UTC(year, 0, 5)),
      price: toPaise(10_000),
    });
    await collection(site, 'timeslots').updateOne(
      { _id: new ObjectId(full.id) },
      { $set: { currentStudents: 1 } },
    );
    const [summary, forChats, picture] = await described();
    expect(summary).to.match(
      new RegExp(`^Staff engineer · 2 sessions to book from ₹499 · next \\w{3} 11 Jan ${year}$`),
    );
    expect(forChats).to.equal(summary);
    expect(picture).to.equal('Tenzin Dolma. Staff engineer. Databases • Careers');
    const free = await collection(site, 'timeslots').findOne({ mentorId: _id, currentStudents: 0 });
    const more = Array.from({ length: 47 }, (_, day) => ({
      ...free,
      _id: new ObjectId(),
      scheduledAt: new Date(scheduledAt.getTime() + day * 90_000_000),
    }));
    await collection(site, 'timeslots').insertMany(more);
    // Those who look further would take long, so the number and the lowest price are not known.
    expect((await described())[0]).to.match(/^Staff engineer · 47\+ sessions to book · next /);
  });

  it('include pictures of 1200 by 630, cached for ever by their version, without a session', async () => {
    const slot = await createSlot(site, {
      mentorId,
      title: 'हिन्दी में, and a title that is much too long to be shown in a picture of this size, really',
    });
    for (const page of [paths.slot(slot.id), paths.mentorProfile(handle)]) {
      const address = pathOf(tagOf((await get(page)).text, 'og:image')!);
      const picture = await get(address).responseType('blob');
      expect(picture.status).to.equal(200);
      expect(picture.headers).to.include({
        'content-type': 'image/jpeg',
        'cache-control': 'public, max-age=31536000, immutable',
        // Chats and search engines embed it in their own pages.
        'cross-origin-resource-policy': 'cross-origin',
      });
      expect(picture.headers).to.not.have.property('set-cookie');
      const bytes = picture.body as Buffer;
      expect(await sharp(bytes).metadata()).to.include({ format: 'jpeg', width: 1200, height: 630 });
      expect(bytes.length).to.be.below(300_000);
      const again = await get(address).set('If-None-Match', String(picture.headers.etag));
      expect(again.status).to.equal(304);
      const stale = await get(address.replace(/v=.*/, 'v=other'));
      expect(stale.headers['cache-control']).to.equal('public, max-age=300');
    }
    expect((await get(`${paths.slot('6560f1a2b3c4d5e6f7a8b901')}/share.jpg`)).status).to.equal(404);
    expect((await get('/slots/x/share.jpg')).status).to.equal(404);
    expect((await get('/mentors/nobody-at-all/share.jpg')).status).to.equal(404);
  });

  it('say in place of the price that a session is full, under way, over or cancelled', async () => {
    const slot = await createSlot(site, { mentorId, title: 'Queues, calmly' });
    const described: unknown[] = [];
    const states = {
      '₹499': {},
      'Fully booked': { currentStudents: 1 },
      'Under way': { scheduledAt: new Date(Date.now() - 60_000) },
      Over: { scheduledAt: new Date(Date.now() - 90_000_000) },
      Cancelled: { status: 'cancelled', cancellation: { at: new Date(), reason: '' } },
    };
    for (const [word, change] of Object.entries(states)) {
      await collection(site, 'timeslots').updateOne({ _id: new ObjectId(slot.id) }, { $set: change });
      const [present, sharer] = [await site.services.slots.findById(slot.id), formerMentor(mentorId)];
      const now = new Date();
      const picture = toSlotPicture(present!, { ...sharer, isDisabled: false }, now);
      described.push(picture.stub);
      expect(picture.stub, word).to.deep.equal({ text: word, isClosed: word !== '₹499' });
      const { text } = await get(paths.slot(slot.id));
      expect(tagOf(text, 'og:image:alt'), word).to.include(word);
      const sent = decodeURIComponent(/href="https:\/\/wa\.me\/\?text=([^"]+)"/.exec(text)![1]!);
      expect(sent, word).to.match(
        /^Queues, calmly, with Meera Iyer\n\w{3} \d+ \w+(?: \d{4})?, .* IST, 1 h\n/,
      );
      expect(sent.split('\n').slice(2), word).to.deep.equal([word, site.baseUrl + paths.slot(slot.id)]);
      expect(text)
        .to.include(`data-share="${paths.slot(slot.id)}"`)
        .and.include('data-text="Queues, calmly');
      const drawn = await get(pathOf(tagOf(text, 'og:image')!)).responseType('blob');
      expect(await sharp(drawn.body as Buffer).metadata(), word).to.include({ format: 'jpeg', width: 1200 });
    }
    expect(described).to.have.length(5);
  });

  it('change the address of a picture only if the picture changes', async () => {
    const slot = await createSlot(site, { mentorId, maxStudents: 2 });
    const slots = collection(site, 'timeslots');
    const pictureAfter = async (change: object) => {
      await slots.updateOne({ _id: new ObjectId(slot.id) }, { $set: change });
      return tagOf((await get(paths.slot(slot.id))).text, 'og:image');
    };
    const first = await pictureAfter({});
    expect(await pictureAfter({ currentStudents: 1, description: 'Other words' })).to.equal(first);
    expect(await pictureAfter({ price: 100_000 })).to.not.equal(first);
  });

  describe('robots.txt and sitemap.xml', () => {
    it('name the sitemap, keep private places out, and let mentors’ pages in', async () => {
      const { text, headers } = await get(paths.robots);
      expect(headers['content-type']).to.contain('text/plain');
      expect(text).to.contain(`Sitemap: ${site.baseUrl}/sitemap.xml`).and.contain('Disallow: /admin');
      expect(text).to.not.match(/Disallow: (\/|\/mentor|\/mentors.*|\/slots.*)$/m);
    });

    it('list public pages, mentors with a page and open sessions to come', async () => {
      const fresh = await startSite({ webhooks: false });
      try {
        const own = await createMentor(fresh);
        const [open, cancelled, past] = [
          await createSlot(fresh, { mentorId: own }),
          await createSlot(fresh, { mentorId: own }),
          await createSlot(fresh, { mentorId: own, scheduledAt: new Date(0) }),
        ];
        await collection(fresh, 'timeslots').updateOne(
          { _id: new ObjectId(cancelled.id) },
          { $set: { status: 'cancelled' } },
        );
        const { text, headers } = await supertest(fresh.app).get(paths.sitemap);
        expect(headers['content-type']).to.contain('application/xml');
        const addresses = [...text.matchAll(/<loc>([^<]*)<\/loc>/g)].map((match) =>
          match[1]!.replace(fresh.baseUrl, ''),
        );
        const [{ handle: name } = { handle: '' }] = await fresh.services.users.findMentors([own]);
        expect(addresses).to.include.members(['/', '/terms', paths.mentorProfile(name), paths.slot(open.id)]);
        expect(addresses).to.not.include(paths.slot(cancelled.id)).and.not.include(paths.slot(past.id));
      } finally {
        await fresh.close();
      }
    });

    it('leave out the sessions of a disabled mentor, in the single file and in the files of weeks', async () => {
      const fresh = await startSite({ webhooks: false });
      try {
        const [banned, kept] = [await createMentor(fresh), await createMentor(fresh)];
        const hidden = await createSlot(fresh, { mentorId: banned });
        const shown = await createSlot(fresh, { mentorId: kept });
        await collection(fresh, 'users').updateOne(
          { _id: new ObjectId(banned) },
          { $set: { disabledAt: new Date() } },
        );
        const weeks = await Promise.all(
          Array.from(
            { length: 58 },
            (_, week) => fresh.services.sitemap.part(String(week + 1)) ?? Promise.resolve(''),
          ),
        );
        const main = (await supertest(fresh.app).get(paths.sitemap)).text;
        for (const text of [main, weeks.join('')]) {
          expect(text).to.contain(paths.slot(shown.id));
          expect(text).to.not.contain(paths.slot(hidden.id));
        }
      } finally {
        await fresh.close();
      }
    });

    it('split many sessions into an index and a file for each week', async () => {
      const many = await startSite({ webhooks: false });
      try {
        const own = await createMentor(many);
        const first = await createSlot(many, { mentorId: own });
        const sample = (await collection(many, 'timeslots').findOne({ _id: new ObjectId(first.id) }))!;
        const rows = Array.from({ length: 5_100 }, (_, index) => ({
          ...sample,
          _id: new ObjectId(),
          scheduledAt: new Date(Date.now() + 3_600_000 * (1 + (index % 300))),
        }));
        await collection(many, 'timeslots').insertMany(rows);
        const index = await supertest(many.app).get(paths.sitemap);
        expect(index.text).to.contain('<sitemapindex').and.contain(`${many.baseUrl}/sitemap/1.xml`);
        const week = await supertest(many.app).get('/sitemap/1.xml');
        const count = (text: string) => text.split('<url>').length - 1;
        expect(count(week.text)).to.be.within(2_500, 3_100);
        expect(count((await supertest(many.app).get('/sitemap/2.xml')).text)).to.be.within(2_000, 2_600);
        expect(count((await supertest(many.app).get('/sitemap/58.xml')).text)).to.equal(0);
        expect((await supertest(many.app).get('/sitemap/pages.xml')).text).to.contain('/mentors/');
        for (const part of ['0', '59', '01', 'x', '-1']) {
          expect((await supertest(many.app).get(`/sitemap/${part}.xml`)).status, part).to.equal(404);
        }
      } finally {
        await many.close();
      }
    });
  });
});
