import { expect } from 'chai';
import supertest from 'supertest';
import { Types } from 'mongoose';
import { paths } from '../../../src/paths.ts';
import { bookAndPay, collection, createMentor, createSlot, logInSomebody } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const HOUR = 3_600_000;

function wordsOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;|\u00a0/g, ' ')
    .replace(/\s+/g, ' ');
}

describe('the page of a session', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  const visit = (slotId: string) => supertest(site.app).get(paths.slot(slotId)).expect(200);
  const inHours = (hours: number) => new Date(site.clock.now().getTime() + hours * HOUR);
  const fill = (slotId: string) =>
    collection(site, 'timeslots').updateOne(
      { _id: new Types.ObjectId(slotId) },
      { $set: { currentStudents: 1 } },
    );

  const datesIn = (html: string) => {
    const [, dates = ''] = html.split('id="other-dates"');
    const [chips = ''] = dates.split('</section>');
    return [...chips.matchAll(/href="(\/slots\/[^"]+)"/g)].map(([, href]) => href);
  };
  const choicesIn = (html: string) =>
    [...html.matchAll(/class="time-choice" href="([^"]+)"/g)].map(([, href]) => href);

  it('shows the refund deadlines that are still possible', async () => {
    const early = await createSlot(site, { scheduledAt: inHours(48) });
    const words = wordsOf((await visit(early.id)).text);
    expect(words).to.match(/Full refund until \w{3} \d+ \w{3}(?: \d{4})?, \d+:\d\d [ap]m IST/);
    expect(words).to.include('Half back until').and.include('No refund after that');
    expect(words).not.to.include('hours before the start');
    const late = await createSlot(site, { scheduledAt: inHours(1) });
    const lateWords = wordsOf((await visit(late.id)).text);
    expect(lateWords).to.include('Once you have paid, nothing comes back if you cancel.');
    expect(lateWords).not.to.include('Full refund').and.not.include('Half back');
  });

  it('tells the holder of the last seat that it is theirs, and others that the session is full', async () => {
    const slot = await createSlot(site);
    const holder = await logInSomebody(site.app);
    await bookAndPay(site, holder, slot.id);
    const own = (await holder.agent.get(paths.slot(slot.id)).expect(200)).text;
    expect(own).to.include('You have a seat.').and.not.include('seats-none');
    expect((await visit(slot.id)).text)
      .to.include('seats-none')
      .and.include('Fully booked');
  });

  it('shows the time until the start, the mentor’s biography and the price', async () => {
    const slot = await createSlot(site, { scheduledAt: inHours(73) });
    const words = wordsOf((await visit(slot.id)).text);
    // The page counts calendar days, and 73 hours can reach the fourth day.
    expect(words).to.match(/in [34] days · 1 h/);
    expect(words).to.include('Meera Iyer').and.include('₹499');
    expect(words).to.include('1 seat, just you').and.include('Log in to book');
    expect(words).not.to.include('1 seat left');
  });

  it('offers other dates of the same session, except full and past ones', async () => {
    const mentorId = await createMentor(site);
    const [slot, later, full] = await Promise.all(
      [30, 60, 90].map((hours) => createSlot(site, { mentorId, scheduledAt: inHours(hours) })),
    );
    await createSlot(site, { mentorId, scheduledAt: inHours(40), title: 'Another one' });
    await fill(full!.id);
    const { text } = await visit(slot!.id);
    expect(datesIn(text)).to.deep.equal([paths.slot(later!.id)]);
  });

  it('offers the next date of each other session of the mentor', async () => {
    const mentorId = await createMentor(site);
    const slot = await createSlot(site, { mentorId, scheduledAt: inHours(30), title: 'This one' });
    const [next] = await Promise.all(
      [40, 60].map((hours) =>
        createSlot(site, { mentorId, scheduledAt: inHours(hours), title: 'A series of another kind' }),
      ),
    );
    const { text } = await visit(slot.id);
    const [, others = ''] = text.split('<h3>Also with ');
    expect(choicesIn(others)).to.deep.equal([paths.slot(next!.id)]);
  });

  it('offers the waiting list and the mentor’s next three times if the session is full', async () => {
    const mentorId = await createMentor(site);
    const slot = await createSlot(site, { mentorId });
    const others = await Promise.all(
      [50, 60, 70, 80].map((hours) => createSlot(site, { mentorId, scheduledAt: inHours(hours) })),
    );
    await fill(slot.id);
    const { text } = await visit(slot.id);
    const [ticket = ''] = (text.split('<aside class="stub"')[1] ?? '').split(
      '</aside>\n  <div class="column-main"',
    );
    expect(ticket).to.include('Log in for the waiting list');
    const shown = others.map(({ id }) => ticket.includes(`class="time-choice" href="${paths.slot(id)}"`));
    expect(shown).to.deep.equal([true, true, true, false]);
    expect(datesIn(text), 'all other dates').to.deep.equal(others.map(({ id }) => paths.slot(id)));
    expect(text).to.include('1 seat, taken').and.not.include('just you').and.not.include('Full refund');
  });

  it('offers other dates of a full session before different sessions, and all of them as chips', async () => {
    const mentorId = await createMentor(site);
    const [slot, near, far] = await Promise.all(
      [30, 50, 70].map((hours) => createSlot(site, { mentorId, scheduledAt: inHours(hours) })),
    );
    const [first] = await Promise.all(
      [40, 60].map((hours) =>
        createSlot(site, { mentorId, scheduledAt: inHours(hours), title: 'A different one' }),
      ),
    );
    await fill(slot!.id);
    const { text } = await visit(slot!.id);
    const dates = [near!, far!].map(({ id }) => paths.slot(id));
    expect(choicesIn(text)).to.deep.equal([...dates, paths.slot(first!.id)]);
    expect(datesIn(text)).to.deep.equal(dates);
  });

  it('links to other mentors if the session is full and its mentor has no free time', async () => {
    const slot = await createSlot(site, { mentorId: await createMentor(site) });
    await fill(slot.id);
    const { text } = await visit(slot.id);
    const [ticket = ''] = (text.split('<aside class="stub"')[1] ?? '').split('<div class="column-main"');
    expect(ticket).to.include(`href="${paths.home}?available=1"`).and.not.include('/mentors/');
  });

  it('updates the number of seats on open pages, until booking ends', async () => {
    const slot = await createSlot(site);
    const seats = async () =>
      (await supertest(site.app).get(paths.slotSeats(slot.id)).expect(200)).body as unknown;
    const open = { text: 'One-on-one', level: 'plenty', isOpen: true };
    expect(await seats()).to.deep.equal({ success: true, data: open });
    await fill(slot.id);
    expect(await seats()).to.deep.equal({
      success: true,
      data: { text: 'Fully booked', level: 'none', isOpen: true },
    });
    await site.services.slotEditingRepository.close(slot.id, '');
    expect(await seats()).to.have.nested.property('data.isOpen', false);
    const answer = await supertest(site.app)
      .get(paths.slotSeats('nothing'))
      .set('Accept', 'application/json');
    expect(answer.status).to.equal(404);
  });

  it('can be shared by a link with the full address', async () => {
    const slot = await createSlot(site);
    const { text } = await visit(slot.id);
    const address = encodeURIComponent(site.baseUrl + paths.slot(slot.id));
    expect(text).to.include('https://wa.me/?text=').and.include(address);
  });

  it('shows no refund terms and no seats after the session', async () => {
    const slot = await createSlot(site, { scheduledAt: inHours(1) });
    const { agent } = await logInSomebody(site.app);
    site.clock.advance(2 * HOUR);
    const { text } = await agent.get(paths.slot(slot.id)).expect(200);
    expect(wordsOf(text)).to.include('This session has already started.').and.not.include('If you cancel');
  });
});
