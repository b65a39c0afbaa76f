import { expect } from 'chai';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';
import { toPaise } from '../../../src/shared/money.ts';
import { agentFor, logIn } from '../../support/browser-session.ts';
import { book, bookAndPay, collection, createSlot, logInSomebody, orderOf } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';
import { timed } from '../../support/stopwatch.ts';

const DAY = 86_400_000;

describe('the dashboard and its pages', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  const ahead = (hours: number) => new Date(site.clock.now().getTime() + (hours / 24) * DAY);

  const bookedVisitor = async (details: Parameters<typeof createSlot>[1] = {}) => {
    const slot = await createSlot(site, details);
    const visitor = await logInSomebody(site.app);
    return { slot, visitor, ...(await bookAndPay(site, visitor, slot.id)) };
  };

  describe('GET /dashboard', () => {
    it('redirects to the login page without a login', async () => {
      const response = await supertest(site.app).get(paths.dashboard);
      expect(response.status).to.equal(303);
      expect(response.headers.location).to.equal('/login?returnTo=%2Fdashboard');
    });

    it('begins once after a payment with the seat, the mail’s address, calendars and the next steps', async () => {
      const { visitor, bookingId } = await bookedVisitor({ title: 'Pricing talk' });
      const { text } = await visitor.agent.get(paths.dashboard).expect(200);
      const panel = /<section class="confirmed"[\s\S]*?<\/section>/.exec(text)?.[0];
      expect(panel)
        .to.include('Pricing talk')
        .and.include(visitor.person.email)
        .and.include('https://calendar.google.com/')
        .and.include('https://outlook.live.com/')
        .and.include(paths.bookingCalendar(bookingId))
        .and.include(paths.bookingReceipt(bookingId));
      expect(panel).to.match(/role="status">Your seat is booked/);
      expect(panel).to.match(
        /You get the meeting link when the free cancellation hour is over: [^<]*\d:\d\d [ap]m/,
      );
      expect(panel?.split(paths.bookingCalendar(bookingId)), 'one link to the file').to.have.length(2);
      expect(panel?.match(/class="button"/g)).to.have.length(1);
      expect(text.indexOf('class="confirmed"')).to.be.below(text.indexOf('class="zone-bar"'));
      const again = await visitor.agent.get(paths.dashboard).expect(200);
      expect(again.text).not.to.include('class="confirmed"');
      expect(again.text).to.match(/Next, (in \d+ (day|hour)s|tomorrow)/);
    });

    it('names the bookings after the next one upcoming, however near they are', async () => {
      const { visitor } = await bookedVisitor({ title: 'The first', scheduledAt: ahead(20) });
      const second = await createSlot(site, { title: 'The second', scheduledAt: ahead(22) });
      await bookAndPay(site, visitor, second.id);
      await visitor.agent.get(paths.dashboard).expect(200);
      const { text } = await visitor.agent.get(paths.dashboard).expect(200);
      const [, upcoming = ''] = text.split('<h2 id="upcoming">Upcoming</h2>');
      expect(upcoming).to.include('The second').and.not.include('The first');
    });

    it('asks to share a session after the payment only while others can book it', async () => {
      const panelFor = async (maxStudents: number) => {
        const { visitor } = await bookedVisitor({ maxStudents });
        const { text } = await visitor.agent.get(paths.dashboard).expect(200);
        return /<section class="confirmed"[\s\S]*?<\/section>/.exec(text)?.[0];
      };
      expect(await panelFor(2)).to.include('https://wa.me/');
      expect(await panelFor(1))
        .to.be.a('string')
        .and.not.include('https://wa.me/');
    });

    it('shows the meeting link after the first hour, and as the first action only just before the start', async () => {
      const { visitor, bookingId } = await bookedVisitor({ title: 'Pricing talk' });
      const look = async () => {
        const pages = [paths.dashboard, paths.booking(bookingId), paths.bookingCalendar(bookingId)];
        return (await Promise.all(pages.map((path) => visitor.agent.get(path).expect(200)))).map(
          ({ text }) => text,
        );
      };
      for (const text of await look()) expect(text).not.to.include('meet.example.com');
      // The confirmation panel is shown once only, so the second look has none.
      await look();
      for (const text of (await look()).slice(0, 2))
        expect(text).to.match(
          /You get the meeting link when the free cancellation hour is over: [^<]*\d:\d\d [ap]m/,
        );
      site.clock.advance(61 * 60_000);
      try {
        const texts = await look();
        for (const text of texts) expect(text).to.include('https://meet.example.com/room');
        for (const text of texts) expect(text).not.to.include('Join the meeting');
      } finally {
        site.clock.advance(-61 * 60_000);
      }
    });

    it('shows the link at once for a session less than a day away, and first from 15 minutes before the start', async () => {
      const scheduledAt = new Date(site.clock.now().getTime() + 10 * 60_000);
      const { visitor } = await bookedVisitor({ scheduledAt });
      const first = await visitor.agent.get(paths.dashboard).expect(200);
      const panel = /<section class="confirmed"[\s\S]*?<\/section>/.exec(first.text)?.[0];
      expect(panel).to.match(/<a class="button" href="https:\/\/meet[^>]*>Join the meeting/);
      expect(panel?.match(/class="button"/g)).to.have.length(1);
      const { text } = await visitor.agent.get(paths.dashboard).expect(200);
      expect(text).to.match(
        /<a class="button" href="https:\/\/meet\.example\.com\/room"[^>]*>Join the meeting/,
      );
    });

    it('shows a cancelled booking among the refunds only while its refund is under way', async () => {
      const { visitor, bookingId } = await bookedVisitor({ title: 'Given up' });
      const booking = await site.services.bookings.find(bookingId);
      const { userId } = booking!;
      await site.services.cancelBooking.cancel({ bookingId, userId, agreed: toPaise(0) });
      await collection(site, 'refunds').updateOne({ bookingId }, { $set: { status: 'REQUESTED' } });
      const { text } = await visitor.agent.get(paths.dashboard).expect(200);
      expect(text)
        .to.match(/id="refunds"[\s\S]*Given up/)
        .and.not.include('id="past"');
      expect(text.match(/Given up<\/a>/g)).to.have.length(1);
      expect(text).to.include('You cancelled the booking.').and.not.include('The account was closed');
      expect(text, 'the steps open on demand').to.match(/<details>\s*<summary>Dates and numbers/);
      const page = (await visitor.agent.get(paths.booking(bookingId)).expect(200)).text;
      expect(page).to.match(/class="pass-paid">.*₹499.*badge[^>]*>Refund on its way</);
      const beyond = await visitor.agent.get(`${paths.dashboard}?page=2`).expect(200);
      expect(beyond.text).to.include(`${paths.dashboard}?page=1#past`);
    });

    it('tells a finished refund once, at the cancelled booking', async () => {
      const { visitor, bookingId } = await bookedVisitor({ title: 'Paid back' });
      const { userId } = (await site.services.bookings.find(bookingId))!;
      await site.services.cancelBooking.cancel({ bookingId, userId, agreed: toPaise(0) });
      await collection(site, 'refunds').updateOne({ bookingId }, { $set: { status: 'PROCESSED' } });
      const { text } = await visitor.agent.get(paths.dashboard).expect(200);
      expect(text.match(/Paid back<\/a>/g)).to.have.length(1);
      expect(text).to.include('<span>₹499 paid back</span>').and.not.include('id="refunds"');
      expect(text).to.match(/<h2 id="past">Cancelled<\/h2>/);
      const page = (await visitor.agent.get(paths.booking(bookingId)).expect(200)).text;
      const [seen = '', folded = ''] = page.split('<details class="numbers">');
      expect(folded, 'the number of the refund is folded').to.match(/rfnd_\w{14}/);
      expect(seen).to.include('Paid back').and.not.include('rfnd_');
    });

    it('shows only a link to sessions without bookings', async () => {
      const { agent } = await logInSomebody(site.app);
      const { text } = await agent.get(paths.dashboard).expect(200);
      expect(text).to.include('No session ahead.');
      expect(text).not.to.include('meet.example.com');
    });

    it('shows a payment that Razorpay has and that is not decided', async () => {
      const slot = await createSlot(site, { title: 'Being paid' });
      const visitor = await logInSomebody(site.app);
      const bookingId = await book(visitor, slot.id);
      const orderId = await orderOf(visitor, bookingId);
      await site.sandbox.control.pay(orderId, { outcome: 'authorized', webhooks: false });
      const { text } = await visitor.agent.get(paths.dashboard).expect(200);
      expect(text).to.include('Being confirmed');
      expect(text).to.include(paths.checkoutResult(bookingId));
    });

    it('works without Razorpay, except for payments being confirmed', async () => {
      const slot = await createSlot(site);
      const visitor = await logInSomebody(site.app);
      await orderOf(visitor, await book(visitor, slot.id));
      await site.sandbox.control.addFault({ action: 'delay', method: 'GET', ms: 6_000 } as never);
      const { result: response, milliseconds } = await timed(() => visitor.agent.get(paths.dashboard));
      await site.sandbox.control.clearFaults();
      expect(response.status).to.equal(200);
      expect(milliseconds).to.be.below(4_000);
      expect(response.text).to.include('Razorpay is not answering').and.include('do not pay again');
      const later = await visitor.agent.get(paths.dashboard).expect(200);
      expect(later.text).not.to.include('Razorpay is not answering');
    });

    it('shows the refund of a payment for a lost seat with its state', async () => {
      const slot = await createSlot(site, { title: 'One seat' });
      const [first, second] = [await logInSomebody(site.app), await logInSomebody(site.app)];
      const bookingId = await book(second, slot.id);
      const orderId = await orderOf(second, bookingId);
      await bookAndPay(site, first, slot.id);
      const payment = await site.sandbox.control.pay(orderId, { webhooks: false });
      await site.services.settlePayment.settle({ orderId, paymentId: payment.razorpay_payment_id });
      const { text } = await second.agent.get(paths.dashboard).expect(200);
      expect(text)
        .to.include('One seat')
        .and.to.include('₹499')
        .and.to.match(/Refund due|On its way|Paid back/);
      expect(text).to.match(/rfnd_\w{14}/);
    });

    it('lists a session under the past after its end, without its link', async () => {
      const { visitor, bookingId } = await bookedVisitor({ title: 'Soon over' });
      site.clock.advance(4 * DAY);
      try {
        const agent = agentFor(site.app);
        await logIn(agent, visitor.person);
        const { text } = await agent.get(paths.dashboard).expect(200);
        expect(text).to.include('Soon over').and.to.include('Completed').and.to.include('No session ahead.');
        expect(text).not.to.include('meet.example.com');
        const [, past = ''] = text.split('id="past"');
        expect(past).to.match(/class="row-band tint-\d"[^]*?Soon over/);
        const booking = await agent.get(paths.booking(bookingId)).expect(200);
        expect(booking.text).to.match(/href="\/mentors\/[^"]+">Other times with /);
        expect(booking.text).to.include('pass-used').and.not.to.include('pass-off');
      } finally {
        site.clock.advance(-4 * DAY);
      }
    });
  });

  describe('GET /bookings/:bookingId', () => {
    it('shows the booking, its payment and what a cancellation gives back now', async () => {
      const { visitor, bookingId, orderId, payment } = await bookedVisitor();
      const { text } = await visitor.agent.get(paths.booking(bookingId)).expect(200);
      expect(text).to.include(payment.razorpay_payment_id).and.to.include(orderId);
      expect(text).to.include('If you cancel now, you get ₹499 back.');
      expect(text.match(/Paid/g), 'said once').to.have.length(1);
    });

    for (const page of ['', '/calendar.ics', '/receipt', '/cancel', '/reschedule']) {
      it(`is 404 for another user's booking and for a malformed id: .../:bookingId${page}`, async () => {
        const { bookingId } = await bookedVisitor();
        const { agent } = await logInSomebody(site.app);
        const ids = [
          bookingId,
          'session_1764201600000_0000000000000000',
          'x',
          '%00',
          '%7B%22$gt%22:%22%22%7D',
        ];
        for (const id of ids) {
          const response = await agent.get(`/bookings/${id}${page}`);
          expect(response.status, id).to.equal(404);
        }
      });

      it(`redirects to the login page without a login: .../:bookingId${page}`, async () => {
        const response = await agentFor(site.app).get(
          `/bookings/session_1764201600000_0000000000000000${page}`,
        );
        expect(response.status).to.equal(303);
        expect(response.headers.location).to.match(/^\/login\?returnTo=/);
      });
    }
  });

  describe('GET /bookings/:bookingId/calendar.ics', () => {
    it('is one event in UTC with a stable UID, to which titles cannot add lines', async () => {
      const { visitor, bookingId, slot } = await bookedVisitor({ title: 'A; b, c\\ BEGIN:VEVENT' });
      const get = () => visitor.agent.get(paths.bookingCalendar(bookingId)).expect(200);
      const { text, headers } = await get();
      expect(headers['content-type']).to.match(/^text\/calendar/);
      const lines = text.replaceAll('\r\n ', '').split('\r\n');
      const stamp = slot.scheduledAt.toISOString().replaceAll(/[-:]|\.000/g, '');
      expect(lines).to.include(`DTSTART:${stamp}`);
      expect(lines.some((line) => line.startsWith(`UID:${bookingId}@`))).to.equal(true);
      expect(lines.filter((line) => line === 'BEGIN:VEVENT')).to.have.length(1);
      expect(lines).to.include('SUMMARY:A\\; b\\, c\\\\ BEGIN:VEVENT');
      expect(lines.some((line) => line.startsWith('DTSTAMP:'))).to.equal(true);
      expect((await get()).text).to.include(`UID:${bookingId}`);
    });
  });

  describe('GET /bookings/:bookingId/receipt', () => {
    it('says who paid what for which session', async () => {
      const { visitor, bookingId, payment } = await bookedVisitor({ title: 'Receipted' });
      const { text } = await visitor.agent.get(paths.bookingReceipt(bookingId)).expect(200);
      expect(text).to.include('Receipted').and.to.include(visitor.person.email);
      expect(text).to.include(payment.razorpay_payment_id).and.to.include('₹499');
    });
  });
});
