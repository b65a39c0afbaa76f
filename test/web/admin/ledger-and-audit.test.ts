import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import { toLocalTime } from '../../../src/shared/zoned-time.ts';
import { agentFor, type BrowserSession, registerUser } from '../../support/browser-session.ts';
import { bookAndPay, collection, createSlot, logInAdmin, logInSomebody } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';
import { type AdminDesk, useAdminDesk } from '../../support/admin-desk.ts';

const DAY_MS = 86_400_000;

describe('ledger check and audit trail of the admin area', () => {
  let site: Site;
  let desk: AdminDesk;
  let admin: BrowserSession;
  useAdminDesk((opened) => {
    desk = opened;
    ({ site, admin } = opened);
  });

  describe('the ledger check', () => {
    const day = (offset: number) => new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);

    it('shows that the books agree, and names what does not', async () => {
      const own = await startSite({ webhooks: false });
      try {
        const { agent } = await logInAdmin(own);
        const visitor = await logInSomebody(own.app);
        const slot = await createSlot(own);
        const { bookingId } = await bookAndPay(own, visitor, slot.id);
        const check = () => agent.get(paths.adminLedger).query({ from: day(-1), to: day(1) });
        const counts = (text: string) =>
          [...text.matchAll(/<dt>([^<]+)<\/dt><dd class="tone-(\w+)">([^<]+)</g)].map(
            ([, ...count]) => count,
          );
        expect(counts((await agent.get(paths.adminLedger)).text)).to.deep.equal([]);
        const agreed = (await check()).text;
        expect(agreed.match(/>Kept</g)).to.have.length(6);
        expect(agreed).not.to.include('>Broken<');
        const todayOf = () => toLocalTime(own.clock.now(), 'Asia/Kolkata').slice(0, 10);
        // The date may change while the page is rendered.
        const before = todayOf();
        const last = (await agent.get(paths.adminLedger)).text;
        const offered = ['from', 'to'].map(
          (name) => new RegExp(`name="${name}"[^>]*value="([^"]+)"`).exec(last)?.[1],
        );
        expect([
          [before, before],
          [todayOf(), todayOf()],
        ]).to.deep.include(offered);
        expect(counts(last).slice(2)).to.deep.equal([
          ['Payments', 'neutral', '1'],
          ['Sessions', 'neutral', '1'],
          ['Violations', 'good', '0'],
        ]);
        expect(
          counts(last)
            .slice(0, 2)
            .map(([label]) => label),
        ).to.deep.equal(['Last check', 'of']);
        await collection(own, 'sessionbookings').deleteOne({ _id: bookingId as never });
        const { text } = await check();
        expect(text)
          .to.include(bookingId)
          .and.match(/Each payment is one booking or one refund[\s\S]*?>Broken</);
        expect(
          counts((await agent.get(paths.adminLedger)).text)
            .at(-1)
            ?.slice(0, 2),
        ).to.deep.equal(['Violations', 'bad']);
      } finally {
        await own.close();
      }
    });

    it('asks for valid days, and reads nothing, if the days are missing, odd or too many', async () => {
      expect((await admin.get(paths.adminLedger)).text).to.include('Press Check');
      expect((await admin.get(paths.adminLedger).query({ from: '2026-02-31' })).text).to.include(
        'Press Check',
      );
      expect(
        (await admin.get(paths.adminLedger).query({ from: '2020-01-01', to: '2026-01-01' })).text,
      ).to.include('31 days at most');
    });

    for (const [from, to, field] of [
      ['', '2026-01-01', 'from'],
      ['9999-12-31', '9999-12-31', 'from'],
      [day(2), day(3), 'from'],
      ['0000-01-01', '0000-01-02', 'from'],
      ['2026-01-02', '2026-01-01', 'to'],
    ] as const) {
      it(`says at the field ${field} why it checks nothing from ${from || 'no day'} to ${to}, and keeps the days`, async () => {
        const { status, text } = await admin.get(paths.adminLedger).query({ from, to });
        expect(status).to.equal(200);
        expect(text)
          .to.include(`id="${field}-error"`)
          .and.include(`value="${to}"`)
          .and.include('Press Check');
      });
    }
  });

  describe('the audit trail', () => {
    it('is filtered by who, what, which object and when, and is a file of the same', async () => {
      const [target] = [await createSlot(site)].map(({ mentorId }) => mentorId);
      await desk.act(paths.disableUser(target!));
      const today = new Date(Date.now() + 5.5 * 3_600_000).toISOString().slice(0, 10);
      const hits = [
        { object: target },
        { actor: desk.adminId, action: 'user.disabled' },
        { object: target, from: today, to: today },
      ];
      for (const query of hits) {
        expect((await admin.get(paths.adminAudit).query(query)).text, JSON.stringify(query)).to.include(
          target,
        );
        const file = await admin.get(paths.adminAuditCsv).query(query);
        expect(file.get('Content-Type')).to.equal('text/csv; charset=utf-8');
        expect(file.get('Content-Disposition')).to.include('audit.csv');
        expect(file.text)
          .to.match(/^\uFEFFat,actor,action,object_kind,object_id,outcome,reason\r\n/)
          .and.include(`user.disabled,user,${target},done,\r\n`);
      }
      expect((await admin.get(paths.adminAudit).query({ object: target, actor: 'ada adm' })).text).to.include(
        target,
      );
      const mistyped = { object: target, actor: 'ada admni' };
      const { text } = await admin.get(paths.adminAudit).query(mistyped);
      expect(text).to.include(target).and.include('This is for <b dir="auto">ada admin</b>');
      expect((await admin.get(paths.adminAuditCsv).query(mistyped)).text).to.include(target);
      for (const query of [
        { object: target, actor: 'nobody of this name' },
        { object: target, action: 'user.enabled' },
        { object: target, to: '2020-01-01' },
        { object: target, actor: target },
        { object: target, actor: 'pay_NotOfAPerson1' },
      ]) {
        expect((await admin.get(paths.adminAudit).query(query)).text).to.include('Nothing of that kind');
        expect((await admin.get(paths.adminAuditCsv).query(query)).text).not.to.include(target);
      }
    });

    it('names the command line where somebody acted there, and is filtered by it', async () => {
      const { email } = await registerUser(agentFor(site.app));
      await site.services.accounts.grantRole(email, 'mentor');
      const id = await desk.idOf(email);
      const query = { actor: 'command-line', action: 'role.mentor-granted', object: id };
      const { text } = await admin.get(paths.adminAudit).query(query);
      expect(text).to.include(id).and.include('command-line').and.not.include('q=command-line');
      expect(text).to.include(`href="${paths.adminUsers}?q=${id}"`);
      const file = await admin.get(paths.adminAuditCsv).query(query);
      expect(file.text).to.include(`command-line,role.mentor-granted,user,${id},done,\r\n`);
    });

    it('neutralises formulas in the file', async () => {
      await desk.act(paths.replayWebhook('-1'), { page: paths.adminWebhooks });
      const { text } = await admin.get(paths.adminAuditCsv).query({ action: 'webhook.replayed' });
      expect(text).to.include(`,'-1,refused`);
    });

    it('pages through more than fifty rows', async () => {
      const object = { kind: 'user', id: 'paged' } as const;
      for (let row = 0; row < 60; row += 1)
        await site.services.auditTrail.record({ actorId: desk.adminId, action: 'user.enabled', object });
      const first = await admin.get(paths.adminAudit).query({ object: 'paged' });
      expect(first.text.match(/data-copy="paged"/g)).to.have.length(50);
      const next = /href="([^"]+)" rel="next"/.exec(first.text)![1]!.replaceAll('&amp;', '&');
      const second = await admin.get(next);
      expect(second.text.match(/data-copy="paged"/g)).to.have.length(10);
      expect(second.text).to.include('rel="prev"').and.not.include('rel="next"');
      const beyond = await admin.get(paths.adminAudit).query({ object: 'paged', page: '7' });
      expect(beyond.text)
        .to.include('There is nothing on this page.')
        .and.include('There is no page 7: the list ends on page 2.')
        .and.match(/href="[^"]*page=2" rel="prev"/);
    });

    it('does nothing that it cannot record', async () => {
      const { mentorId } = await createSlot(site);
      const { auditTrail } = site.services;
      const during = auditTrail.during.bind(auditTrail);
      auditTrail.during = () => Promise.reject(new Error('the trail cannot be written'));
      try {
        expect((await desk.act(paths.disableUser(mentorId))).status).to.equal(500);
      } finally {
        auditTrail.during = during;
      }
      expect(await site.services.users.findById(mentorId)).to.be.an('object');
    });
  });
});
