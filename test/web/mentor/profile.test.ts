import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import { agentFor, registerUser, type BrowserSession } from '../../support/browser-session.ts';
import { collection } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';
import { daysAhead, newMentor, openSlot, post } from '../../support/mentor-pages.ts';

describe('GET and POST /mentor/profile', () => {
  let site: Site;
  let mentor: BrowserSession;

  before(async () => {
    site = await startSite({ webhooks: false });
  });
  beforeEach(async () => {
    mentor = await newMentor(site);
  });
  after(() => site.close());

  const unique = () => `h-${crypto.randomUUID().slice(0, 12)}`;
  const fields = (changes: Record<string, unknown> = {}) => ({
    name: 'Zoë Iyer',
    handle: unique(),
    headline: 'Staff engineer',
    bio: 'Two lines\nabout me.',
    topics: 'System design, Careers, System design, ',
    timeZone: 'Europe/Berlin',
    ...changes,
  });

  it('shows what visitors see, and sets the zone of new sessions', async () => {
    const handle = unique();
    expect(
      (await post(mentor, paths.ownProfile, fields({ handle: ` ${handle.toUpperCase()} ` }))).status,
    ).to.equal(303);
    const own = await mentor.get(paths.ownProfile);
    expect(own.text)
      .to.contain('Your profile is saved.')
      .and.contain('>ZI<')
      .and.contain('System design, Careers');
    const seen = await agentFor(site.app).get(paths.mentorProfile(handle));
    expect(seen.status).to.equal(200);
    expect(seen.text).to.contain('Zoë Iyer').and.contain('Staff engineer').and.contain('about me.');
    expect((await mentor.get(paths.newSlot)).text).to.match(/<option value="Europe\/Berlin" selected>/);
  });

  for (const [field, value] of [
    ['name', ''],
    ['name', 'x'.repeat(81)],
    ['handle', 'ab'],
    ['handle', 'with space'],
    ['handle', '-edge'],
    ['handle', 'x'.repeat(41)],
    ['handle', ['a-b-c', 'd-e-f']],
    ['headline', 'x'.repeat(121)],
    ['bio', 'x'.repeat(2001)],
    ['topics', Array.from({ length: 9 }, (_, index) => `t${index}`).join(',')],
    ['topics', 'x'.repeat(61)],
    ['timeZone', 'Mars/Olympus'],
  ] as const) {
    it(`refuses ${field} ${JSON.stringify(value).slice(0, 30)} at its field`, async () => {
      const response = await post(mentor, paths.ownProfile, fields({ [field]: value }));
      expect(response.status).to.equal(422);
      expect(response.text).to.contain(`id="${field}-error"`).and.contain('role="alert"');
    });
  }

  it('refuses a handle that another mentor has, also in a race', async () => {
    const handle = unique();
    const other = await newMentor(site, 'Other Mentor');
    await Promise.all([mentor.get(paths.mentor), other.get(paths.mentor)]);
    const answers = await Promise.all(
      [mentor, other].map((agent) => post(agent, paths.ownProfile, fields({ handle }))),
    );
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([303, 422]);
    expect(answers.find(({ status }) => status === 422)?.text).to.contain('id="handle-error"');
  });

  it('is refused to users without the role', async () => {
    const user = agentFor(site.app);
    await registerUser(user);
    expect((await user.get(paths.ownProfile)).status).to.equal(403);
    expect((await user.get(paths.earnings)).status).to.equal(403);
  });

  it('refuses a form of an older profile with 409, and shows typed and stored values', async () => {
    const versionOf = (html: string) => /name="version" value="(\w+)"/.exec(html)![1]!;
    const version = versionOf((await mentor.get(paths.ownProfile)).text);
    await post(mentor, paths.ownProfile, { headline: 'Saved first', version });
    const older = await post(mentor, paths.ownProfile, { headline: 'Typed', bio: 'Typed too', version });
    expect(older.status).to.equal(409);
    expect(older.text)
      .to.contain('role="alert"')
      .and.contain('value="Typed"')
      .and.contain('Typed too</textarea>')
      .and.contain('Saved meanwhile: Saved first');
    expect((await mentor.get(paths.ownProfile)).text).to.contain('value="Saved first"');
    const again = { headline: 'Typed', version: versionOf(older.text) };
    expect((await post(mentor, paths.ownProfile, again)).status).to.equal(303);
    expect((await mentor.get(paths.ownProfile)).text).to.contain('value="Typed"');
  });

  it('refuses wrong fields of an older form with 422, and a form with several versions with 409', async () => {
    const versionOf = (html: string) => /name="version" value="(\w+)"/.exec(html)![1]!;
    const version = versionOf((await mentor.get(paths.ownProfile)).text);
    await post(mentor, paths.ownProfile, fields({ headline: 'Newer', version }));
    const wrong = await post(mentor, paths.ownProfile, fields({ bio: 'x'.repeat(2_001), version }));
    expect(wrong.status).to.equal(422);
    expect(wrong.text).to.contain('id="bio-error"').and.not.contain('Saved meanwhile');
    const repeated = await post(mentor, paths.ownProfile, { ...fields(), version: [version, version] });
    expect(repeated.status).to.equal(409);
  });

  it('saves one of several forms that are sent at once', async () => {
    const version = /name="version" value="(\w+)"/.exec((await mentor.get(paths.ownProfile)).text)![1]!;
    const sent = ['One', 'Two', 'Three'].map((headline) =>
      post(mentor, paths.ownProfile, { headline, version }),
    );
    expect((await Promise.all(sent)).map(({ status }) => status).sort()).to.deep.equal([303, 409, 409]);
  });

  describe('the calendar feed', () => {
    const addressOf = async () =>
      /\/mentor\/calendar\/\w{32}\.ics/.exec((await mentor.get(paths.ownProfile)).text)?.[0];

    it('needs no login, shows the sessions, and ends when the address is renewed', async () => {
      expect(await addressOf()).to.equal(undefined);
      const startsAt = daysAhead(100, '18:30');
      const day = startsAt.slice(0, 10).replaceAll('-', '');
      const slotId = await openSlot(mentor, {
        title: 'Line\\one; two, three',
        startsAt,
        duration: '45',
      });
      await post(mentor, paths.renewCalendar);
      const first = (await addressOf())!;
      const feed = await agentFor(site.app).get(first);
      expect(feed.status).to.equal(200);
      expect(feed.headers['content-type']).to.match(/^text\/calendar/);
      expect(feed.headers).to.not.have.property('set-cookie');
      expect(feed.text)
        .to.contain(`DTSTART:${day}T130000Z`)
        .and.contain(`DTEND:${day}T134500Z`)
        .and.contain(`UID:slot-${slotId}@`)
        .and.contain('SUMMARY:Line\\\\one\\; two\\, three');
      await post(mentor, paths.cancelSlot(slotId));
      expect((await agentFor(site.app).get(first)).text).to.contain('STATUS:CANCELLED');
      await post(mentor, paths.renewCalendar);
      expect((await agentFor(site.app).get(first)).status).to.equal(404);
      expect((await agentFor(site.app).get((await addressOf())!)).status).to.equal(200);
      expect((await agentFor(site.app).get(paths.mentorCalendar('x'))).status).to.equal(404);
    });

    it('is shown once, is stored as a hash, and leaves the meeting link out', async () => {
      await openSlot(mentor, { meetingUrl: 'https://meet.example.com/secret-room' });
      await post(mentor, paths.renewCalendar);
      const shown = await mentor.get(paths.ownProfile);
      expect(shown.text).to.contain('Your calendar address is ready.').and.not.contain('no longer works');
      const address = /\/mentor\/calendar\/(\w{32})\.ics/.exec(shown.text)!;
      expect(await addressOf()).to.equal(undefined);
      const rows = await collection(site, 'mentorfeeds').find().toArray();
      expect(rows).to.not.be.empty;
      expect(JSON.stringify(rows)).to.not.contain(address[1]);
      const feed = await agentFor(site.app).get(address[0]);
      expect(feed.text).to.contain('BEGIN:VEVENT').and.not.contain('secret-room');
    });

    const password = 'violet kettle drum 77';
    for (const [what, form] of [
      ['"log out everywhere"', () => ({ form: 'sessions' })],
      [
        'a new password',
        (own: string) => ({ form: 'password', currentPassword: own, newPassword: password }),
      ],
      [
        'a new address',
        (own: string) => ({
          form: 'email',
          currentPassword: own,
          email: `n.${crypto.randomUUID()}@example.com`,
        }),
      ],
    ] as const) {
      it(`7.4.3 ends with ${what}, and the page offers a new one`, async () => {
        const agent = agentFor(site.app);
        const person = await registerUser(agent, { role: 'mentor' });
        await post(agent, paths.renewCalendar);
        const own = await agent.get(paths.ownProfile);
        const address = /\/mentor\/calendar\/\w{32}\.ics/.exec(own.text)![0];
        expect((await agentFor(site.app).get(address)).status).to.equal(200);
        expect((await post(agent, paths.account, form(person.password))).status).to.equal(303);
        expect((await agentFor(site.app).get(address)).status).to.equal(404);
        await post(agent, paths.renewCalendar);
        expect((await agent.get(paths.ownProfile)).text)
          .to.contain('Your calendar address is ready.')
          .and.not.contain('The former one');
      });
    }

    it('7.4.3 ends with a password reset, and with a ban that is lifted later', async () => {
      const { accounts, accountTokens, recovery, users } = site.services;
      const feedOf = async (end: (userId: string) => Promise<unknown>) => {
        const agent = agentFor(site.app);
        const { email } = await registerUser(agent, { role: 'mentor' });
        await post(agent, paths.renewCalendar);
        const own = await agent.get(paths.ownProfile);
        await end(String((await collection(site, 'users').findOne({ email }))?._id));
        return (await agentFor(site.app).get(/\/mentor\/calendar\/\w{32}\.ics/.exec(own.text)![0])).status;
      };
      const reset = async (userId: string) => {
        const user = (await users.findById(userId))!;
        const link = { purpose: 'reset-password', lifetimeMs: 60_000 } as const;
        const { token } = await accountTokens.create({ ...user, userId }, link);
        expect(await recovery.resetPassword(token, password)).to.equal('reset');
      };
      const ban = async (userId: string) => {
        expect([await accounts.disable(userId), await accounts.enable(userId)]).to.deep.equal([true, true]);
      };
      expect([await feedOf(reset), await feedOf(ban)]).to.deep.equal([404, 404]);
    });

    it('8.3.2 ends with the role, and with the account', async () => {
      const agent = agentFor(site.app);
      const { email } = await registerUser(agent, { role: 'mentor' });
      await post(agent, paths.renewCalendar);
      const feed = /\/mentor\/calendar\/\w{32}\.ics/.exec((await agent.get(paths.ownProfile)).text)![0];
      const statusAfter = async (change: object) => {
        await collection(site, 'users').updateOne({ email }, change);
        return (await agentFor(site.app).get(feed)).status;
      };
      expect(await statusAfter({ $set: { roles: ['user'] } })).to.equal(404);
      expect(await statusAfter({ $set: { roles: ['user', 'mentor'] } })).to.equal(200);
      expect(await statusAfter({ $set: { disabledAt: new Date() } })).to.equal(404);
    });
  });
});
