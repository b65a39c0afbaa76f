import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import {
  agentFor,
  csrfOf,
  registerUser,
  tokenFrom,
  type BrowserSession,
} from '../../support/browser-session.ts';
import { collection, logInSomebody, type Visitor } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const description = `First line\r\nsecond "line" & <b>more</b> ${'x'.repeat(3_000)}`;
const typed = { title: 'Reading contracts', description, maxStudents: '10' };

/** The hidden fields that a browser would submit. */
function hiddenFields(html: string): Record<string, string> {
  const decode = (text: string) =>
    text.replaceAll('&#34;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  return Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(
      ([, name = '', value = '']) => [name, decode(value)],
    ),
  );
}

describe('a form whose session has ended', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  /** Deletes the login sessions in Redis, as two idle hours would. */
  async function endSessions(): Promise<void> {
    const { redis, redisPrefix } = site.services;
    const keys = await redis.keys(`${redisPrefix}sess:*`);
    expect(keys).not.to.be.empty;
    await redis.del(...keys);
  }

  const send = (agent: BrowserSession, fields: Record<string, string>) =>
    agent.post(paths.mentorSlots).type('form').send(fields);

  async function logInAgain({ agent, person }: Visitor) {
    const _csrf = await tokenFrom(agent, paths.login);
    const { email, password } = person;
    return agent.post(paths.login).type('form').send({ email, password, returnTo: '/mentor', _csrf });
  }

  it('is shown again after the login with all that was typed, and can be sent', async () => {
    const mentor = await logInSomebody(site.app, { role: 'mentor' });
    const _csrf = await tokenFrom(mentor.agent, paths.newSlot);
    await endSessions();
    const refused = await send(mentor.agent, { ...typed, _csrf });
    expect([refused.status, refused.get('Location')]).to.deep.equal([303, '/login?returnTo=%2F']);
    const login = await logInAgain(mentor);
    expect(login.get('Location')).to.equal('/unsent-form?returnTo=%2Fmentor');
    const page = await mentor.agent.get(login.get('Location') ?? '');
    expect(page.text).to.include(`action="${paths.mentorSlots}"`).and.include('href="/mentor"');
    const fields = hiddenFields(page.text);
    expect(fields).to.deep.include(typed);
    const again = await send(mentor.agent, { ...fields, _csrf: csrfOf(page.text) });
    expect(again.status).to.equal(422);
    expect(again.text).to.include('value="Reading contracts"').and.include('x'.repeat(3_000));
    expect((await mentor.agent.get(paths.unsentForm)).status, 'it is sent').to.equal(303);
  });

  it('shows only what was typed, and keeps the rest', async () => {
    const visitor = await logInSomebody(site.app);
    const _csrf = await tokenFrom(visitor.agent, paths.account);
    const details = { form: 'details', version: '7', name: 'Asha R. Rao', phone: '' };
    await endSessions();
    await visitor.agent
      .post(paths.account)
      .type('form')
      .send({ ...details, _csrf });
    const page = await visitor.agent.get((await logInAgain(visitor)).get('Location') ?? '');
    expect(hiddenFields(page.text)).to.deep.include(details);
    const shown = [...page.text.matchAll(/<dt>([^<]+)<\/dt><dd[^>]*>([^<]+)</g)].map(([, ...pair]) => pair);
    expect(shown).to.deep.equal([['Name', 'Asha R. Rao']]);
  });

  it('is not kept if nothing was typed: the page offers the button again, with what it does', async () => {
    for (const [path, fields] of [
      [paths.cancelBooking('session_1796018546563_gTKIgbPaB9IO0xSd'), { refundAmount: '49900' }],
      [paths.joinWaitlist('a'.repeat(24)), {}],
      [paths.bookSlot('a'.repeat(24)), { notes: '' }],
    ] as const) {
      const visitor = await logInSomebody(site.app);
      const _csrf = await tokenFrom(visitor.agent, paths.account);
      await endSessions();
      const sent = await visitor.agent
        .post(path)
        .type('form')
        .send({ ...fields, _csrf });
      expect(sent.status, path).to.equal(303);
      expect((await logInAgain(visitor)).get('Location'), path).to.equal('/mentor');
    }
  });

  it('is kept after two idle hours, because the cookie outlives the session', async () => {
    const { agent } = await logInSomebody(site.app, { role: 'mentor' });
    const cookies = (await agent.get(paths.newSlot)).get('Set-Cookie')?.join() ?? '';
    const expires = Date.parse(/sid=[^;]+;[^,]*Expires=([^;]+)/.exec(cookies)?.[1] ?? '');
    expect(expires - Date.now()).to.be.above(11 * 60 * 60 * 1000);
  });

  it('is shown again also if a new password ended the login', async () => {
    const mentor = await logInSomebody(site.app, { role: 'mentor' });
    const _csrf = await tokenFrom(mentor.agent, paths.newSlot);
    await collection(site, 'users').updateOne({ email: mentor.person.email }, { $inc: { sessionEpoch: 1 } });
    expect((await send(mentor.agent, { ...typed, _csrf })).status).to.equal(303);
    expect((await logInAgain(mentor)).get('Location')).to.include(paths.unsentForm);
  });

  it('is not shown to another person who logs in at the same browser', async () => {
    const mentor = await logInSomebody(site.app, { role: 'mentor' });
    const _csrf = await tokenFrom(mentor.agent, paths.newSlot);
    await endSessions();
    await send(mentor.agent, { ...typed, _csrf });
    const person = await registerUser(agentFor(site.app), { role: 'mentor' });
    const login = await logInAgain({ agent: mentor.agent, person });
    expect(login.get('Location')).to.equal('/mentor');
    expect((await mentor.agent.get(paths.unsentForm)).get('Location')).to.equal(paths.dashboard);
  });

  it('is not kept if it has a password, no session cookie, or is no form of ours', async () => {
    const { redis, redisPrefix } = site.services;
    const forms: Record<string, string>[] = [
      { form: 'password', currentPassword: 'violet kettle drum', newPassword: 'another one 27' },
      { ...typed, _csrf: 'made-up' },
    ];
    for (const [index, fields] of forms.entries()) {
      const mentor = await logInSomebody(site.app, { role: 'mentor' });
      await mentor.agent.get(paths.newSlot);
      await endSessions();
      await mentor.agent
        .post(index === 0 ? paths.account : paths.mentorSlots)
        .type('form')
        .send(fields);
      const stored = await Promise.all(
        (await redis.keys(`${redisPrefix}sess:*`)).map((key) => redis.get(key)),
      );
      expect(stored.join(), 'no password in Redis').not.to.include('violet kettle');
      expect((await logInAgain(mentor)).get('Location')).to.equal('/mentor');
    }
    const stranger = agentFor(site.app);
    await send(stranger, typed);
    expect(stranger.jar.getCookies({ domain: '127.0.0.1', path: '/', secure: false, script: false })).to.be
      .empty;
  });
});
