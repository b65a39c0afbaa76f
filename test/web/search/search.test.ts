import { expect } from 'chai';
import { Types } from 'mongoose';
import supertest from 'supertest';
import { collection, createMentor, createSlot } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';
import { timed } from '../../support/stopwatch.ts';
import { paths } from '../../../src/paths.ts';
import { shortDate } from '../../../src/web/session-time.ts';

const HOUR = 3_600_000;
const MANY = 5_000;

describe('finding sessions', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  const search = async (query: Record<string, string | string[]>) => {
    const response = await supertest(site.app).get('/').query(query);
    expect(response.status, response.text).to.equal(200);
    return response.text;
  };
  /** The titles found, without the suggestions that follow an empty result. */
  const titlesOf = (html: string) =>
    [...html.split('<h2>The next sessions')[0]!.matchAll(/<h3><a href="\/slots\/\w+">([^<]*)<\/a>/g)].map(
      ([, title]) => title,
    );
  const inDays = (days: number) => new Date(site.clock.now().getTime() + days * 24 * HOUR);

  describe('among a few', () => {
    before(async () => {
      await collection(site, 'timeslots').deleteMany({});
      const mentorId = await createMentor(site, 'Zoë O’Hara');
      await createSlot(site, {
        mentorId,
        title: 'C++ (and a.b*c) basics',
        topic: 'Languages',
        scheduledAt: inDays(1),
      });
      await createSlot(site, { title: 'System design', topic: 'Interviews', scheduledAt: inDays(2) });
      await createSlot(site, {
        title: 'ÉCOLE pricing',
        topic: 'Founders',
        price: 9_950 as never,
        scheduledAt: inDays(3),
      });
      const full = await createSlot(site, { title: 'Sold out', topic: 'Founders', scheduledAt: inDays(4) });
      await collection(site, 'timeslots').updateOne(
        { _id: new Types.ObjectId(full.id) },
        { $set: { currentStudents: 1 } },
      );
      const gone = await createSlot(site, { title: 'Called off', scheduledAt: inDays(5) });
      await collection(site, 'timeslots').updateOne(
        { _id: new Types.ObjectId(gone.id) },
        { $set: { status: 'cancelled' } },
      );
    });

    it('lists open upcoming sessions, the next first', async () => {
      const html = await search({});
      expect(titlesOf(html)).to.deep.equal([
        'C++ (and a.b*c) basics',
        'System design',
        'ÉCOLE pricing',
        'Sold out',
      ]);
      expect(html).to.include('4 upcoming sessions');
    });

    it('begins with the faces of mentors and links to their pages', async () => {
      const html = await search({});
      const faces = /<ul class="hero-faces[\s\S]*?<\/ul>/.exec(html)?.[0] ?? '';
      expect(faces.match(/<li><a href="\/mentors\/[\w-]+"><span class="avatar/g)).to.have.length.within(3, 8);
      expect(await search({ q: 'design' })).not.to.include('hero-faces');
    });

    it('shows the number of free seats, except for one-on-one sessions', async () => {
      const one = await createSlot(site, { title: 'Quiet hour', scheduledAt: inDays(40) });
      const many = await createSlot(site, { title: 'Quiet room', scheduledAt: inDays(41), maxStudents: 7 });
      const html = await search({ q: 'quiet' });
      const cards = html
        .split('<article')
        .slice(1)
        .map((card) => card.replaceAll(/<[^>]*>/g, ''));
      expect(cards[0])
        .to.include('One-on-one')
        .and.not.match(/seats? left/);
      expect(cards[1]).to.include('7 seats left of 7');
      for (const { id } of [one, many])
        await collection(site, 'timeslots').deleteOne({ _id: new Types.ObjectId(id) });
    });

    const allOpen = ['C++ (and a.b*c) basics', 'System design', 'ÉCOLE pricing', 'Sold out'];
    const cases: readonly (readonly [string, Record<string, string>, readonly string[]])[] = [
      ['a word of the title', { q: 'design' }, ['System design']],
      ['all words, in any order and case', { q: 'DESIGN system' }, ['System design']],
      ['a word of the topic', { q: 'founders' }, ['ÉCOLE pricing', 'Sold out']],
      ['the name of the mentor', { q: 'zoë' }, ['C++ (and a.b*c) basics']],
      ['a word of the name and one of the title', { q: 'O’Hara basics' }, ['C++ (and a.b*c) basics']],
      ['letters beyond ASCII in any case', { q: 'école' }, ['ÉCOLE pricing']],
      ['signs that mean something in patterns', { q: 'c++ (and a.b*c)' }, ['C++ (and a.b*c) basics']],
      ['a pattern, taken literally', { q: '.*' }, []],
      ['an open bracket', { q: '[' }, []],
      ['a word with a sign behind it', { q: 'design\\' }, ['System design']],
      ['a letter without its accent', { q: 'ecole' }, ['ÉCOLE pricing']],
      ['a name without its accents', { q: 'zoe' }, ['C++ (and a.b*c) basics']],
      ['a name without its apostrophe', { q: 'ohara' }, ['C++ (and a.b*c) basics']],
      ['a name with another apostrophe', { q: "O'Hara" }, ['C++ (and a.b*c) basics']],
      ['the beginning of a word', { q: 'desi sys' }, ['System design']],
      ['a word with a letter too few', { q: 'desgn' }, ['System design']],
      ['a word with two letters swapped', { q: 'pircing' }, ['ÉCOLE pricing']],
      ['a name with a wrong letter', { q: 'ohera' }, ['C++ (and a.b*c) basics']],
      ['a word and one that no session has', { q: 'design zebra' }, []],
      ['words of two sessions', { q: 'design basics' }, []],
      ['a topic', { topic: 'interviews' }, ['System design']],
      ['a topic with signs', { topic: 'Inter.*' }, []],
      ['a price', { maxPrice: '99.50' }, ['ÉCOLE pricing']],
      ['a price with a sign and commas', { maxPrice: '₹1,499' }, allOpen],
      ['a price below all', { maxPrice: '1' }, []],
      ['a topic in other letters', { topic: 'FOUNDERS' }, ['ÉCOLE pricing', 'Sold out']],
      ['seats left', { available: '1', topic: 'Founders' }, ['ÉCOLE pricing']],
      ['a mentor whom nobody knows', { mentor: 'nobody-here' }, []],
    ];
    for (const [what, query, titles] of cases) {
      it(`finds by ${what}`, async () => {
        expect(titlesOf(await search(query))).to.deep.equal(titles);
      });
    }

    it('names words over the limit, and searches for the others', async () => {
      const html = await search({ q: 'design system '.repeat(4) + 'a b c d e f g zulu' });
      expect(html).to.include('Only 8 words can be searched at once; left out: g, zulu.');
    });

    it('finds a session by an offered topic of 31 emoji', async () => {
      const topic = '🧘'.repeat(31);
      await createSlot(site, { title: 'Breathing', topic, scheduledAt: inDays(6) });
      expect(await search({}), 'offered').to.include(topic);
      const html = await search({ topic });
      expect(titlesOf(html)).to.deep.equal(['Breathing']);
      expect(html).not.to.include('could not be read');
      await collection(site, 'timeslots').deleteOne({ topic });
    });

    it('lists the cheapest first on demand', async () => {
      expect(titlesOf(await search({ sort: 'price' }))[0]).to.equal('ÉCOLE pricing');
      expect(titlesOf(await search({ sort: 'price', q: 'founders' }))).to.deep.equal([
        'ÉCOLE pricing',
        'Sold out',
      ]);
    });

    it('says what it searched instead of a mistyped word', async () => {
      expect(await search({ q: 'sistem design' })).to.include('Showing results for <em>system design</em>');
    });

    it('names the words that no session has', async () => {
      const html = await search({ q: 'zebra design quagga' });
      expect(html).to.include('No session has the words “zebra” or “quagga”.');
    });

    it('names the unknown word, the search, and the next sessions', async () => {
      const html = await search({ q: 'design zebra', maxPrice: '900' });
      expect(html)
        .to.include('No session has the word “zebra”.')
        .and.to.include('<h2>No session found for “design zebra”, up to ₹900</h2>')
        .and.to.include('The next sessions with seats left');
    });

    it('shows each filter as a chip that leads to the page without it', async () => {
      const html = await search({ q: 'system', topic: 'Interviews', available: '1', page: '1' });
      expect(html).to.match(
        /href="\/\?q=system&amp;available=1"><span[^>]*>Remove the filter <\/span>Interviews/,
      );
      expect(html).to.match(
        /href="\/\?q=system&amp;topic=Interviews"><span[^>]*>Remove the filter <\/span>with seats/,
      );
    });

    it('opens the filters only if one of them has an error', async () => {
      expect(await search({ q: 'system', topic: 'Interviews' })).to.include('<details class="search-fold">');
      const html = await search({ from: 'soon' });
      expect(html).to.include('<details class="search-fold" open>').and.to.include('value="soon"');
    });

    it('finds a session by the new name of its mentor, and no longer by the old one', async () => {
      const { accounts, accountSettings, users } = site.services;
      const mentorId = await createMentor(site, 'Farida Qureshi');
      await createSlot(site, { mentorId, title: 'Ghazals', scheduledAt: inDays(20) });
      expect(titlesOf(await search({ q: 'Farida' }))).to.deep.equal(['Ghazals']);
      const [mentor] = await users.findMentors([mentorId]);
      const { name, handle, headline, bio, topics, timeZone } = mentor!;
      const seen = { name, handle, headline, bio, topics, timeZone };
      await accounts.saveMentorProfile(mentorId, seen, { ...seen, name: 'Noor Qureshi' });
      expect(titlesOf(await search({ q: 'Noor' }))).to.deep.equal(['Ghazals']);
      expect(titlesOf(await search({ q: 'Farida' }))).to.deep.equal([]);
      const details = { name: 'Noor Qureshi', phone: '', timeZone };
      await accountSettings.saveDetails(mentorId, details, { ...details, name: 'Zainab Qureshi' });
      expect(titlesOf(await search({ q: 'Zainab' }))).to.deep.equal(['Ghazals']);
      await collection(site, 'timeslots').deleteMany({ mentorId: new Types.ObjectId(mentorId) });
    });

    it('finds a session by the new name after a crash between the new name and the listing', async () => {
      const { accountChanges, slotIndexer, users } = site.services;
      const mentorId = await createMentor(site, 'Ishani Bose');
      await createSlot(site, { mentorId, title: 'Ragas', scheduledAt: inDays(20) });
      await slotIndexer.run();
      const { name, phone, timeZone } = (await users.findById(mentorId))!;
      const seen = { name, phone, timeZone };
      expect(await accountChanges.saveDetails(mentorId, seen, { ...seen, name: 'Tara Bose' })).to.equal(true);
      expect(titlesOf(await search({ q: 'Tara' })), 'before the repair').to.deep.equal([]);
      await slotIndexer.run();
      expect(titlesOf(await search({ q: 'Tara' }))).to.deep.equal(['Ragas']);
      expect(titlesOf(await search({ q: 'Ishani' }))).to.deep.equal([]);
      expect(await users.findRenamed(1), 'the repair is done').to.deep.equal([]);
      await collection(site, 'timeslots').deleteMany({ mentorId: new Types.ObjectId(mentorId) });
    });

    it('finds a session by what its mentor has changed it to', async () => {
      const slot = await createSlot(site, { title: 'Old words', topic: '', scheduledAt: inDays(20) });
      expect(titlesOf(await search({ q: 'old words' }))).to.deep.equal(['Old words']);
      await site.services.slotEditingRepository.change(slot, { ...slot, title: 'Fresh terms' });
      expect(titlesOf(await search({ q: 'old words' }))).to.deep.equal([]);
      expect(titlesOf(await search({ q: 'fresh terms' }))).to.deep.equal(['Fresh terms']);
      await collection(site, 'timeslots').deleteOne({ _id: new Types.ObjectId(slot.id) });
    });

    it('puts the dates of a series on one card, with a link to each', async () => {
      const mentorId = await createMentor(site);
      const dates = [inDays(31), inDays(32), inDays(33)];
      const series = await Promise.all(
        dates.map((scheduledAt) => createSlot(site, { mentorId, title: 'Weekly hour', scheduledAt })),
      );
      const html = await search({ q: 'weekly hour' });
      expect(titlesOf(html)).to.deep.equal(['Weekly hour']);
      expect(html).to.include('1 session found on 3 dates').and.to.include('+2 more dates');
      for (const { id } of series) expect(html).to.include(`href="/slots/${id}"`);
      await collection(site, 'timeslots').deleteMany({ title: 'Weekly hour' });
    });

    it('counts the dates of a series that is full, and links those beyond the first to the calendar', async () => {
      const mentorId = await createMentor(site);
      const [mentor] = await site.services.users.findMentors([mentorId]);
      for (const days of [1, 2, 3, 4, 5, 6, 7, 8, 9])
        await createSlot(site, { mentorId, title: 'Ever taken', scheduledAt: inDays(days) });
      await collection(site, 'timeslots').updateMany({ title: 'Ever taken' }, [
        { $set: { currentStudents: 1, 'listing.freeSeats': 0 } },
      ]);
      const html = await search({ q: 'ever taken' });
      expect(html).to.include('1 session found on 9 dates').and.to.include('+8 more dates');
      expect(html).to.include(`href="${paths.mentorProfile(mentor!.handle)}#month">2 more in the calendar<`);
      await collection(site, 'timeslots').deleteMany({ title: 'Ever taken' });
    });

    it('links full dates of a series last, as full and counted apart, except in a list of sessions with seats left', async () => {
      const mentorId = await createMentor(site);
      const soon = [0.2, 0.3, 0.4, 0.5].map(inDays);
      const dates: { id: string }[] = [];
      for (const scheduledAt of soon)
        dates.push(await createSlot(site, { mentorId, title: 'Often given', scheduledAt }));
      await collection(site, 'timeslots').updateOne(
        { _id: new Types.ObjectId(dates[1]!.id) },
        { $set: { currentStudents: 1 } },
      );
      const cardIn = (html: string) => html.split('<article').find((card) => card.includes('Often given'));
      expect(await search({ q: 'often given' })).to.include('1 session found on 3 dates');
      const full = new RegExp(`href="/slots/${dates[1]!.id}">.*</time> · fully booked</a>`);
      const inOrder = new RegExp([2, 3, 1].map((index) => dates[index]!.id).join('[^]*'));
      for (const query of [{}, { q: 'often given' }]) {
        const card = cardIn(await search(query));
        expect(card, JSON.stringify(query))
          .to.include('>+2 more dates, 1 full<')
          .and.match(full)
          .and.match(inOrder);
      }
      for (const query of [{ q: 'often given', available: '1' }, { q: 'zzzz' }]) {
        const card = cardIn(await search(query));
        expect(card, JSON.stringify(query)).to.include('>+2 more dates<').and.not.include(dates[1]!.id);
      }
      await collection(site, 'timeslots').deleteMany({ title: 'Often given' });
    });

    it('adds the next sessions to one or two results, without those found', async () => {
      const after = async (q: string) => {
        const [, rest = ''] = (await search({ q })).split('<h2>The next sessions');
        return titlesOf(rest);
      };
      expect(await after('system design')).to.deep.equal(['C++ (and a.b*c) basics', 'ÉCOLE pricing']);
      expect(await after('founders')).to.deep.equal(['C++ (and a.b*c) basics', 'System design']);
    });

    it('says once that nothing was found, and offers topics that come near', async () => {
      const html = await search({ q: 'languag zzzz', maxPrice: '100' });
      expect(html.match(/No session/g)).to.have.length(2);
      expect(html).to.include('<h2>No session found for “languag zzzz”, up to ₹100</h2>');
      expect(html).to.include('No session has the word “zzzz”.');
      const offered = /<nav class="nothing"[\s\S]*?<\/nav>/.exec(html)![0];
      const chips = [...offered.matchAll(/href="([^"]*)">([^<]*)</g)].map(([, href, text]) => [text, href]);
      expect(chips[0]).to.deep.equal(['Languages', '/?topic=Languages']);
      expect(chips.at(-1)).to.deep.equal(['All sessions', '/']);
      expect(html).not.to.include('hero-topics');
    });

    it('shows the next three free sessions first, and the others below their days', async () => {
      const headings = (html: string) =>
        [...html.matchAll(/class="card-day">([^<]*)</g)].map(([, day]) => day);
      const days = (html: string) =>
        [...html.matchAll(/class="when-day"><span>([^<]*)</g)].map(([, day]) => day);
      const day = (number: number) => shortDate(inDays(number), 'Asia/Kolkata', inDays(0));
      await createSlot(site, { title: 'Second of the day', scheduledAt: new Date(inDays(3).getTime() + 1) });
      const html = await search({});
      expect(days(html).slice(0, 3)).to.deep.equal(['Tomorrow', day(2), day(3)]);
      expect(headings(html)).to.deep.equal([day(3), day(4)]);
      expect(headings(await search({ maxPrice: '500000' }))).to.deep.equal([
        'Tomorrow',
        ...[2, 3, 4].map(day),
      ]);
      const byPrice = await search({ sort: 'price' });
      expect(headings(byPrice)).to.deep.equal([]);
      expect(days(byPrice)).to.include('Tomorrow').and.not.include(day(1));
      await collection(site, 'timeslots').deleteMany({ title: 'Second of the day' });
    });

    it('lists full sessions last in their day', async () => {
      const at = (hour: number) =>
        new Date(Math.floor(inDays(41).getTime() / (24 * HOUR)) * 24 * HOUR + hour * HOUR);
      const full = await createSlot(site, { title: 'Noted full', scheduledAt: at(2) });
      await collection(site, 'timeslots').updateOne(
        { _id: new Types.ObjectId(full.id) },
        { $set: { currentStudents: 1 } },
      );
      await createSlot(site, { title: 'Noted free', scheduledAt: at(4) });
      await createSlot(site, { title: 'Noted later', scheduledAt: at(28) });
      expect(titlesOf(await search({ q: 'noted' }))).to.deep.equal([
        'Noted free',
        'Noted full',
        'Noted later',
      ]);
      await collection(site, 'timeslots').deleteMany({ title: /^Noted/ });
    });

    it('finds sessions by the handle of the mentor', async () => {
      const { handle } = (await collection(site, 'users').findOne({ name: 'Zoë O’Hara' })) as unknown as {
        handle: string;
      };
      expect(titlesOf(await search({ mentor: handle }))).to.deep.equal(['C++ (and a.b*c) basics']);
    });

    it('finds sessions by days of the viewer’s zone', async () => {
      const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kolkata' }).format(inDays(2));
      expect(titlesOf(await search({ from: day, to: day }))).to.deep.equal(['System design']);
    });

    it('ignores a malformed filter with a message and keeps the others', async () => {
      const html = await search({ q: 'design', from: '31-02-2026', maxPrice: '<script>' });
      expect(titlesOf(html)).to.deep.equal(['System design']);
      // The message appears once, beside its field.
      expect(html.split('The date “31-02-2026” could not be read and was ignored.')).to.have.length(2);
      expect(html).to.include('“&lt;script&gt;”').and.not.to.include('“<script>');
    });

    it('leads to session pages with a summary in one line for chats', async () => {
      const [, href] = /<h3><a href="(\/slots\/\w+)">C\+\+/.exec(await search({}))!;
      const { text } = await supertest(site.app).get(href!);
      const [, summary] = /<meta property="og:description" content="([^"]*)">/.exec(text)!;
      expect(summary).to.match(/^Live session with Zoë O’Hara/);
      expect(summary).to.match(/: \w+, \d+ \w+ \d{4}, .+ IST\. ₹499 for 1 h\.$/);
      expect(text).to.include('<meta property="og:title" content="C++ (and a.b*c) basics">');
    });

    it('ignores a filter that is given twice', async () => {
      const html = await search({ q: ['design', 'basics'] });
      expect(titlesOf(html)).to.have.length(4);
      expect(html).to.include('could not be read and was ignored');
    });
  });

  describe(`among ${MANY} sessions`, () => {
    before(async () => {
      const template = await createSlot(site);
      const first = (await collection(site, 'timeslots').findOne({ _id: new Types.ObjectId(template.id) }))!;
      await collection(site, 'timeslots').deleteMany({});
      // The first hundred are on one day in India, too.
      const start = new Date(inDays(1)).setUTCHours(6, 0, 0, 0);
      await collection(site, 'timeslots').insertMany(
        Array.from({ length: MANY }, (_, index) => ({
          ...first,
          _id: new Types.ObjectId(),
          title: `Session number ${index} about many things`,
          topic: `Topic ${index % 40}`,
          scheduledAt: new Date(start + index * 60_000),
        })),
      );
      await site.services.slotIndexer.run();
    });

    it('pages through the first of them, and ignores a page after the last', async () => {
      const html = await search({ page: '2' });
      expect(titlesOf(html)).to.have.length(20);
      expect(titlesOf(html)[0]).to.equal('Session number 20 about many things');
      expect(html)
        .to.include('Page 2 of 50')
        .and.to.include('href="/?page=1"')
        .and.to.include('href="/?page=3"');
      expect(html).to.include('1,000+ upcoming sessions');
      expect(await search({ page: '50' }))
        .to.include('Page 50 of 50')
        .and.to.include('Session number 999 ');
      expect(await search({ page: '51' })).to.include('This page does not exist, so the first one is shown.');
    });

    it('shows eight of them on the first page, and folds the others', async () => {
      const html = await search({});
      const [shown = '', folded = ''] = html.split('<details class="more-sessions">');
      expect(titlesOf(shown)).to.have.length(8);
      expect(titlesOf(html)).to.have.length(20);
      expect(folded)
        .to.include('Show 12 more')
        .and.include('Page 1 of 50')
        .and.match(/id="later-0" class="card-day">To(day|morrow), continued</);
      for (const query of [{ page: '2' }, { q: 'number' }])
        expect(await search(query)).to.not.include('more-sessions');
    });

    it('keeps the filters in the links of the pages', async () => {
      expect(await search({ q: 'number 1', topic: 'Topic 1' })).to.include(
        'href="/?q=number+1&amp;topic=Topic+1&amp;page=2"',
      );
    });

    /** Milliseconds of the fastest of ten searches, because other load only makes a search slower. */
    const fastest = async (q: string) => {
      const times: number[] = [];
      for (let count = 0; count < 10; count += 1) {
        const { result, milliseconds } = await timed(() => search({ q }));
        expect(titlesOf(result)).to.deep.equal([]);
        times.push(milliseconds);
      }
      return Math.min(...times);
    };

    it('answers a search of eight words that match nothing in 250 ms', async () => {
      expect(await fastest('session number about many things topic session zebra')).to.be.below(250);
    });

    it('answers a hostile pattern in 250 ms', async () => {
      expect(await fastest(`${'(a+)+'.repeat(20)}$`)).to.be.below(250);
    });
  });
});
