import { expect } from 'chai';
import { Types } from 'mongoose';
import { paths } from '../../../src/paths.ts';
import {
  agentFor,
  type BrowserSession,
  logIn,
  type Person,
  registerUser,
  tokenFrom,
} from '../../support/browser-session.ts';
import { bookAndPay, collection, createSlot, logInSomebody } from '../../support/journey.ts';
import type { Site } from '../../support/site.ts';
import { type AdminDesk, useAdminDesk } from '../../support/admin-desk.ts';

describe('users and sessions of the admin area', () => {
  let site: Site;
  let desk: AdminDesk;
  let admin: BrowserSession;
  useAdminDesk((opened) => {
    desk = opened;
    ({ site, admin } = opened);
  });

  describe('users', () => {
    async function somebody(details: Partial<Person> = {}) {
      const agent = agentFor(site.app);
      const person = await registerUser(agent, details);
      return { agent, person, id: await desk.idOf(person.email) };
    }

    it('finds users by name, beginning of the e-mail, id and role, and never shows a hash', async () => {
      const { person, id } = await somebody({ name: 'Zoë (Q.) Findable', role: 'mentor' });
      for (const q of ['(q.) find', person.email.toUpperCase(), id]) {
        const { text } = await admin.get(paths.adminUsers).query({ q, role: 'mentor' });
        expect(text, q).to.include('Zoë (Q.) Findable').and.not.include('argon2');
        for (const list of [paths.adminPayments, paths.adminRefunds, paths.adminMail, paths.adminSlots])
          expect(text).to.include(`href="${list}?q=${id}"`);
      }
      for (const query of [
        { q: 'findable.*zz' },
        { q: '(' },
        { q: id, role: 'admin' },
        { q: 'nobody@nowhere' },
      ]) {
        expect((await admin.get(paths.adminUsers).query(query)).text).to.include('No such user.');
      }
      const odd = await admin.get(paths.adminUsers).query({ q: { $ne: '' }, role: 'root', page: '-1' });
      expect(odd.status).to.equal(200);
    });

    it('finds users despite a typing mistake, says so, and finds the mails of the same people', async () => {
      const name = 'Wolfhardt Pfefferkorn';
      const { id } = await somebody({ name, role: 'mentor' });
      for (const path of [paths.adminUsers, paths.adminMail]) {
        for (const q of ['Pfeferkorn', 'wolfhardt pfefferkron', 'wolfhart']) {
          const { text } = await admin.get(path).query({ q });
          expect(text, `${path} ${q}`).to.include(name).and.include('This is for <b dir="auto">');
        }
        const exact = await admin.get(path).query({ q: 'pfefferkorn' });
        expect(exact.text, path).to.include(name).and.not.include('This is for');
      }
      await desk.act(paths.disableUser(id));
      // Somebody has this word, but is no admin: it is no typing mistake.
      const others = await admin.get(paths.adminUsers).query({ q: 'pfefferkorn', role: 'admin' });
      expect(others.text).to.include('No such user.').and.not.include('This is for');
      const { text } = await admin.get(paths.adminUsers).query({ q: 'pfeferkorn', role: 'disabled' });
      expect(text).to.include(name).and.include('This is for <b dir="auto">pfefferkorn</b>');
    });

    it('logs a disabled user out at once and refuses their log-in until they are enabled; all of it is audited', async () => {
      const { agent, person, id } = await somebody();
      expect((await agent.get(paths.dashboard)).status).to.equal(200);
      const response = await desk.act(paths.disableUser(id));
      expect([response.status, response.get('Location')]).to.deep.equal([303, `${paths.adminUsers}?q=${id}`]);
      expect((await agent.get(paths.dashboard)).status).to.equal(303);
      const listed = async (role: string) =>
        (await admin.get(paths.adminUsers).query({ q: id, role })).text.includes(
          `href="${paths.adminBookings}?q=${id}"`,
        );
      expect([await listed('disabled'), await listed('deleted')]).to.deep.equal([true, false]);
      const _csrf = await tokenFrom(agent, paths.login);
      expect(
        (
          await agent
            .post(paths.login)
            .type('form')
            .send({ ...person, _csrf })
        ).status,
      ).to.equal(401);
      expect((await desk.act(paths.disableUser(id))).status).to.equal(409);

      expect((await desk.act(paths.enableUser(id))).status).to.equal(303);
      expect((await agent.get(paths.dashboard)).status, 'the old session').to.equal(303);
      await logIn(agent, person);
      expect((await desk.act(paths.enableUser(id))).status).to.equal(409);
      expect(await desk.auditOf(id)).to.deep.equal([
        { actorId: desk.adminId, action: 'user.enabled', outcome: 'refused' },
        { actorId: desk.adminId, action: 'user.enabled', outcome: 'done' },
        { actorId: desk.adminId, action: 'user.disabled', outcome: 'refused' },
        { actorId: desk.adminId, action: 'user.disabled', outcome: 'done' },
      ]);
    });

    it('shows on one page what there is about a person: account, bookings, payments, refunds and mails', async () => {
      const { agent, person, id } = await somebody({ name: 'Called <Up>' });
      const slot = await createSlot(site, { title: 'Asked about' });
      const { bookingId, payment } = await bookAndPay(site, { agent, person }, slot.id);
      const list = await admin.get(paths.adminUsers).query({ q: id });
      expect(list.text).to.include(`href="${paths.adminUser(id)}"`);
      const headings = (text: string) =>
        [...text.matchAll(/<h2 id="[a-z]+">([^<]+)</g)].map(([, name]) => name);
      const before = await admin.get(paths.adminUser(id)).expect(200);
      expect(headings(before.text)).to.deep.equal(['Bookings', 'Payments', 'Mail']);
      expect(before.text)
        .to.include('Called &lt;Up&gt;')
        .and.include(person.email)
        .and.include('No refunds, no sessions.')
        .and.include(bookingId)
        .and.include(`href="${paths.adminPayment(payment.payment.id)}"`)
        .and.include(`href="${paths.adminMail}?q=${id}">All `)
        .and.include(`href="${paths.disableUser(id)}"`)
        .and.include(`href="${paths.adminAudit}?actor=${id}"`);
      expect(before.text.match(/Called &lt;Up&gt;/g), 'in title and heading, not in each row').to.have.length(
        2,
      );
      await desk.act(paths.adminCancelSlot(slot.id), { page: paths.adminSlots });
      const { text } = await admin.get(paths.adminUser(id)).expect(200);
      expect(headings(text)).to.deep.equal(['Bookings', 'Payments', 'Refunds', 'Mail']);
      const names = [...text.matchAll(/ id="([^"]+)"/g)].map(([, name]) => name);
      expect(names).to.deep.equal([...new Set(names)]);
      const story = await admin
        .get(paths.adminPayment(payment.payment.id))
        .set('Referer', `${site.baseUrl}${paths.adminUser(id)}`);
      expect(story.text).to.include(`href="${paths.adminUser(id)}">Back to the person`);
      for (const none of ['0123456789abcdef01234567', 'x', 'pay_1'])
        expect((await admin.get(paths.adminUser(none))).status, none).to.equal(404);
      expect((await agent.get(paths.adminUser(id))).status).to.equal(403);
    });

    it('leads an admin to the admin area after the log-in, unless another page was asked for', async () => {
      const { person } = await somebody({ role: 'mentor' });
      await site.services.accounts.grantRole(person.email, 'admin');
      const locationAfter = async (fields: object) => {
        const agent = agentFor(site.app);
        const _csrf = await tokenFrom(agent, paths.login);
        const response = await agent
          .post(paths.login)
          .type('form')
          .send({ ...person, ...fields, _csrf });
        return response.get('Location');
      };
      expect(await locationAfter({})).to.equal(paths.admin);
      expect(await locationAfter({ returnTo: paths.dashboard })).to.equal(paths.dashboard);
    });

    it('does not let admins disable themselves', async () => {
      const response = await desk.act(paths.disableUser(desk.adminId));
      expect(response.status).to.equal(409);
      expect(response.text).to.include('your own account').and.include('role="alert"');
      const { status, text } = await admin.get(paths.adminUsers).query({ q: desk.adminId });
      expect(status).to.equal(200);
      expect(text)
        .to.include('>You<')
        .and.not.include(`href="${paths.disableUser(desk.adminId)}"`);
      expect((await admin.get(paths.disableUser(desk.adminId))).status).to.equal(409);
    });

    it('asks before it disables a user, says what will happen, and keeps the reason in the audit trail', async () => {
      const { id } = await somebody({ name: 'Asked First', role: 'mentor' });
      await createSlot(site, { mentorId: id });
      const question = paths.disableUser(id);
      expect((await admin.get(paths.adminUsers).query({ q: id })).text).to.include(`href="${question}"`);
      const { text } = await admin.get(question);
      expect(text)
        .to.include('Disable Asked First?')
        .and.include('1 session goes off sale')
        .and.include('No money moves now.');
      const list = `${paths.adminUsers}?role=mentor&page=1`;
      const asked = await admin.get(question).set('Referer', `${site.baseUrl}${list}`);
      expect(asked.text).to.include(`name="back" value="${list.replace('&', '&amp;')}"`);
      const refused = await desk.act(question, { page: question, reason: 'x'.repeat(1001) });
      expect(refused.status).to.equal(422);
      expect(refused.text).to.match(/role="alert"[^]*?href="#reason">Reason may have \d+ characters at most/);
      expect((await desk.act(question, { page: question, reason: 'Sells something else' })).status).to.equal(
        303,
      );
      const trail = await admin.get(paths.adminAudit).query({ object: id, action: 'user.disabled' });
      expect(trail.text).to.include('Sells something else').and.include('Asked First');
      // A second tab, or the button Back.
      const again = await admin.get(question);
      expect(again.status).to.equal(409);
      expect(again.text)
        .to.include('This account is disabled already.')
        .and.include(`href="${paths.admin}">Admin overview</a>`)
        .and.not.include('Disable the account');
      for (const none of ['0123456789abcdef01234567', 'x'])
        expect((await admin.get(paths.disableUser(none))).status, none).to.equal(404);
    });

    it('answers 404 for ids that no user has', async () => {
      expect((await desk.act(paths.disableUser('0123456789abcdef01234567'))).status).to.equal(409);
      for (const id of ['0', 'x'.repeat(24), '%7B%22$ne%22:0%7D']) {
        expect((await desk.act(paths.disableUser(id))).status, id).to.equal(404);
        expect(await desk.auditOf(id)).to.deep.equal([]);
      }
    });
  });

  describe('sessions', () => {
    it('leads from a session to the public page of its mentor, by the handle', async () => {
      const { id, mentorId } = await createSlot(site);
      const handle = `handle-${id}`;
      await collection(site, 'users').updateOne({ _id: new Types.ObjectId(mentorId) }, { $set: { handle } });
      const { text } = await admin.get(paths.adminSlots).query({ q: id });
      expect(text).to.match(new RegExp(`href="${paths.mentorProfile(handle)}"[^>]*>@${handle}</a>`));
    });

    it('lists sessions to come, the next first, before past ones, the latest first, across pages', async () => {
      const { mentorId } = await createSlot(site);
      const hours = [-30, 20, -0.5, 5, 900];
      for (const offset of hours) {
        const scheduledAt = new Date(Date.now() + offset * 3_600_000);
        await createSlot(site, { mentorId, title: `At ${offset}`, scheduledAt });
      }
      const { adminSlots } = site.services;
      const titlesOf = async (skip: number, limit: number) =>
        (await adminSlots.list({ text: mentorId, choice: undefined }, { skip, limit, now: new Date() })).map(
          ({ title }) => title,
        );
      const all = (await titlesOf(0, 50)).filter((title) => title.startsWith('At '));
      expect(all).to.deep.equal(['At 5', 'At 20', 'At 900', 'At -0.5', 'At -30']);
      const pages = [];
      for (let skip = 0; skip < 6; skip += 2) pages.push(...(await titlesOf(skip, 2)));
      expect(pages).to.deep.equal(await titlesOf(0, 50));
      const { text } = await admin.get(paths.adminSlots).query({ q: mentorId });
      expect(text.indexOf('At 900')).to.be.below(text.indexOf('At -0.5'));
      expect(text).to.include('Under way').and.include('>Over<');
    });

    it('finds sessions ahead and past ones despite a typing mistake, and says so', async () => {
      const { mentorId } = await createSlot(site, { title: 'Blacksmithing outdoors' });
      const scheduledAt = new Date(Date.now() - 50 * 3_600_000);
      await createSlot(site, { title: 'Glockenspiel for two', mentorId, scheduledAt });
      await site.services.slotIndexer.run();
      for (const [q, title, word] of [
        ['blaksmithing outdoors', 'Blacksmithing outdoors', 'blacksmithing outdoors'],
        ['glokenspiel', 'Glockenspiel for two', 'glockenspiel'],
      ]) {
        const { text } = await admin.get(paths.adminSlots).query({ q });
        expect(text, q).to.include(title).and.include(`This is for <b dir="auto">${word}</b>`);
      }
      for (const query of [{ q: 'glockenspiel' }, { q: 'glockenspiel', status: 'upcoming' }])
        expect((await admin.get(paths.adminSlots).query(query)).text).to.not.include('This is for');
    });

    it('shows a session as full when its last seat is sold, and as open before', async () => {
      const visitor = await logInSomebody(site.app);
      const slot = await createSlot(site);
      const listed = async () => (await admin.get(paths.adminSlots).query({ q: slot.id })).text;
      const open = await listed();
      expect(open).to.include('>Seats sold<').and.include('0 of 1').and.include('badge-good">Open<');
      await bookAndPay(site, visitor, slot.id);
      expect(await listed())
        .to.include('1 of 1')
        .and.include('badge-warning">Full<')
        .and.not.include('badge-good">Open<');
    });

    it('shows the sessions of a disabled mentor as off sale, until the mentor is enabled', async () => {
      const visitor = await logInSomebody(site.app);
      const title = `Disabled ${crypto.randomUUID()}`;
      const { id: slotId, mentorId } = await createSlot(site, { title });
      const isOffered = async () =>
        (await visitor.agent.get(paths.home).query({ q: title })).text.includes(slotId);
      const statusOfBooking = async () => {
        const _csrf = await tokenFrom(visitor.agent, paths.dashboard);
        return (await visitor.agent.post(paths.bookSlot(slotId)).type('form').send({ notes: '', _csrf }))
          .status;
      };
      expect(await isOffered()).to.equal(true);
      await desk.act(paths.disableUser(mentorId));
      expect(await isOffered()).to.equal(false);
      expect((await visitor.agent.get(paths.slot(slotId))).text).to.include('not on sale at present');
      expect(await statusOfBooking()).to.equal(409);
      await desk.act(paths.enableUser(mentorId));
      expect([await isOffered(), await statusOfBooking()]).to.deep.equal([true, 303]);
    });

    it('asks before it cancels a session, refunds every seat in full, tells attendees the reason, and audits it', async () => {
      const visitor = await logInSomebody(site.app);
      const slot = await createSlot(site, { refundPolicy: 'strict', title: 'Asked about' });
      const { bookingId, payment } = await bookAndPay(site, visitor, slot.id);
      const question = paths.adminCancelSlot(slot.id);
      const list = (await admin.get(paths.adminSlots).query({ q: slot.id })).text;
      expect(list).to.match(new RegExp(`class="button button-quiet button-danger" href="${question}"`));
      const { text } = await admin.get(question);
      expect(text)
        .to.include('Asked about')
        .and.include('1 attendee gets all of the money back, ₹499 in all,');
      expect(text).to.include('Refund 1 and cancel the session');
      const tooLong = await desk.act(question, { page: question, reason: 'x'.repeat(201) });
      expect([tooLong.status, tooLong.text.includes('may have 200 characters')]).to.deep.equal([422, true]);
      const response = await desk.act(question, { page: question, reason: 'The mentor is ill' });
      expect(response.get('Location')).to.equal(`${paths.adminSlots}?q=${slot.id}`);
      const after = await admin.get(response.get('Location')!);
      expect(after.text).to.include('1 full refund is on the way.').and.not.include(`href="${question}"`);
      const again = await admin.get(question);
      expect([again.status, again.text.includes('This session is cancelled already.')]).to.deep.equal([
        409,
        true,
      ]);
      expect((await visitor.agent.get(paths.booking(bookingId))).text).to.include('The mentor is ill');
      expect((await admin.get(paths.adminAudit).query({ object: slot.id })).text).to.include(
        'The mentor is ill',
      );
      const booking = await collection(site, 'sessionbookings').findOne({ _id: bookingId as never });
      expect(booking).to.include({ status: 'CANCELLED', paymentStatus: 'REFUNDED' });
      const refund = await collection(site, 'refunds').findOne({ razorpayPaymentId: payment.payment.id });
      expect(refund).to.include({ amount: slot.price, reason: 'MENTOR_CANCELLED' });
      expect(await desk.auditOf(slot.id)).to.deep.equal([
        { actorId: desk.adminId, action: 'slot.cancelled', outcome: 'done' },
      ]);
    });

    it('does not cancel a session that has started or does not exist', async () => {
      const { id } = await createSlot(site, { scheduledAt: new Date(Date.now() - 3_600_000) });
      expect((await admin.get(paths.adminSlots).query({ q: id })).text).not.to.include('and cancel');
      expect((await admin.get(paths.adminCancelSlot(id))).status).to.equal(409);
      expect((await desk.act(paths.adminCancelSlot(id), { page: paths.adminSlots })).status).to.equal(409);
      expect((await desk.auditOf(id)).map(({ outcome }) => outcome)).to.deep.equal(['refused']);
      for (const none of ['0123456789abcdef01234567', 'x']) {
        expect(
          (await desk.act(paths.adminCancelSlot(none), { page: paths.adminSlots })).status,
          none,
        ).to.equal(404);
      }
    });
  });
});
