import { expect } from 'chai';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';
import { agentFor, csrfOf, logIn, registerUser, somebody, tokenFrom } from '../../support/browser-session.ts';
import { collection } from '../../support/journey.ts';
import { slotFields } from '../../support/mentor-pages.ts';
import { startSiteWithMail, type SiteWithMail } from '../../support/site-with-mail.ts';
import { median, processorTime } from '../../support/stopwatch.ts';

const HOUR = 3_600_000;
const NEW_PASSWORD = 'amber teapot 77';

describe('links in mails', () => {
  let mailed: SiteWithMail;
  before(async () => {
    mailed = await startSiteWithMail();
  });
  after(() => mailed.site.close());

  async function askForReset(email: string) {
    const agent = agentFor(mailed.app);
    const _csrf = await tokenFrom(agent, paths.forgotPassword);
    return agent.post(paths.forgotPassword).type('form').send({ email, _csrf });
  }

  async function submit(path: string, fields: object = {}) {
    const agent = agentFor(mailed.app);
    const page = await agent.get(path);
    const response = await agent
      .post(path)
      .type('form')
      .send({ ...fields, _csrf: csrfOf(page.text) });
    return { page, response, agent };
  }

  describe('a forgotten password', () => {
    it('is replaced by a link, which works once, ends all sessions, and informs the owner', async () => {
      const agent = agentFor(mailed.app);
      const person = await registerUser(agent);
      expect((await askForReset(` ${person.email.toUpperCase()} `)).get('Location')).to.equal(
        '/forgot?sent=1',
      );
      const [link] = await mailed.linksTo(person.email, 'reset');
      const { page, response } = await submit(link!, { password: NEW_PASSWORD });
      expect(page.status).to.equal(200);
      expect([response.status, response.get('Location')]).to.deep.equal([303, paths.login]);
      expect((await agent.get(paths.dashboard)).status, 'the session of before').to.equal(303);
      await logIn(agentFor(mailed.app), { ...person, password: NEW_PASSWORD });
      const again = await submit(link!, { password: 'another teapot 78' });
      expect([again.page.status, again.response.status]).to.deep.equal([404, 404]);
      expect(again.response.text).to.include('used already').and.include('role="alert"');
      expect(await mailed.subjectsTo(person.email)).to.include('Your password was changed');
    });

    it('6.4.1 is replaced once if the link is used twice at once; the other links end', async () => {
      const person = await registerUser(agentFor(mailed.app));
      // Concurrent requests, so that both links may be made in the same millisecond.
      await Promise.all([askForReset(person.email), askForReset(person.email)]);
      const links = await mailed.linksTo(person.email, 'reset');
      expect(new Set(links).size).to.equal(2);
      const both = await Promise.all(
        ['first teapot 71', 'second teapot 72'].map((password) => submit(links[0]!, { password })),
      );
      expect(both.map(({ response }) => response.status).sort()).to.deep.equal([303, 404]);
      expect((await submit(links[1]!, { password: NEW_PASSWORD })).response.status).to.equal(404);
    });

    it('6.5.1 has links that end after an hour, are stored hashed, and appear in no log', async () => {
      const person = await registerUser(agentFor(mailed.app));
      await askForReset(person.email);
      const [link] = await mailed.linksTo(person.email, 'reset');
      const token = link!.split('/').at(-1)!;
      expect(token.length).to.be.at.least(43);
      for (const name of ['accounttokens', 'outbox', 'auditevents', 'users']) {
        const rows = await collection(mailed.site, name).find().toArray();
        expect(JSON.stringify(rows).includes(token), name).to.equal(false);
      }
      expect((await supertest(mailed.app).get(link!)).get('Referrer-Policy')).to.equal('no-referrer');
      mailed.site.clock.advance(1.01 * HOUR);
      expect((await submit(link!, { password: NEW_PASSWORD })).response.status).to.equal(404);
      expect(JSON.stringify(mailed.site.logLines)).not.to.include(token);
    });

    it('answers 422 to a bad new password, and the link still works', async () => {
      const person = await registerUser(agentFor(mailed.app));
      await askForReset(person.email);
      const [link] = await mailed.linksTo(person.email, 'reset');
      for (const password of ['short', 'password1', person.email, 'x'.repeat(129)]) {
        const { response } = await submit(link!, { password });
        expect(response.status, password).to.equal(422);
        expect(response.text).to.include('id="password-error"');
      }
      expect((await submit(link!, { password: NEW_PASSWORD })).response.status).to.equal(303);
    });

    it('6.3.8 gets the same answer for an unknown address, in the same time, and no mail', async () => {
      const known = (await registerUser(agentFor(mailed.app))).email;
      const unknown = somebody().email;
      const times: Record<string, number[]> = { known: [], unknown: [] };
      const answers = new Set<string>();
      for (let round = 0; round < 15; round += 1) {
        for (const [kind, email] of Object.entries({ known, unknown })) {
          const agent = agentFor(mailed.app);
          const _csrf = await tokenFrom(agent, paths.forgotPassword);
          const { result, milliseconds } = await processorTime(() =>
            agent.post(paths.forgotPassword).type('form').send({ email, _csrf }),
          );
          const { status, text, headers } = result;
          times[kind]!.push(milliseconds);
          answers.add(JSON.stringify([status, text, headers.location]));
          await mailed.site.services.recovery.drain();
        }
      }
      expect([...answers]).to.deep.equal([JSON.stringify([303, '', '/forgot?sent=1'])]);
      expect(median(times.unknown!) / median(times.known!)).to.be.within(0.4, 2.5);
      expect(await mailed.subjectsTo(unknown)).to.deep.equal([]);
    });

    it('of a disabled account gets no mail', async () => {
      const { email } = await registerUser(agentFor(mailed.app));
      await mailed.site.services.accounts.disable(
        String((await collection(mailed.site, 'users').findOne({ email }))?._id),
      );
      expect((await askForReset(email)).status).to.equal(303);
      expect(await mailed.linksTo(email, 'reset')).to.deep.equal([]);
    });

    it('needs an address, and refuses links that were never made', async () => {
      expect((await askForReset('not an address')).status).to.equal(422);
      for (const token of ['x', '..', '%00', 'a'.repeat(43), '[$ne]']) {
        expect((await supertest(mailed.app).get(paths.resetPassword(token))).status, token).to.be.oneOf([
          400, 404,
        ]);
      }
    });

    it('4.1.3 sends a link to this site, whatever Host and X-Forwarded-Host say', async () => {
      const person = await registerUser(agentFor(mailed.app));
      const agent = agentFor(mailed.app);
      const _csrf = await tokenFrom(agent, paths.forgotPassword);
      await agent
        .post(paths.forgotPassword)
        .set({ Host: 'evil.example', 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example' })
        .type('form')
        .send({ email: person.email, _csrf });
      const [row] = await mailed.linksTo(person.email, 'reset');
      expect(row).to.match(/^\/reset\//);
      const mails = await mailed.mails();
      expect(JSON.stringify(mails))
        .to.include(mailed.site.services.config.baseUrl)
        .and.not.include('evil.example');
    });
  });

  describe('an address to be confirmed', () => {
    it('is requested by a banner and a mail, and confirmed once by the button behind the link', async () => {
      const agent = agentFor(mailed.app);
      const person = await registerUser(agent);
      expect((await agent.get(paths.dashboard)).text).to.include('Please confirm your e-mail address');
      const [link] = await mailed.linksTo(person.email, 'verify');
      const looked = await supertest(mailed.app).get(link!);
      expect(looked.status).to.equal(200);
      expect((await agent.get(paths.dashboard)).text, 'after a look alone').to.include('Please confirm');
      expect((await submit(link!)).response.status).to.equal(303);
      expect((await agent.get(paths.dashboard)).text).not.to.include('Please confirm');
      expect((await submit(link!)).response.status).to.equal(404);
    });

    it('gets further links from the account page, a few an hour', async () => {
      const agent = agentFor(mailed.app);
      const person = await registerUser(agent);
      const _csrf = await tokenFrom(agent, paths.account);
      const response = await agent.post(paths.account).type('form').send({ form: 'verification', _csrf });
      expect(response.status).to.equal(303);
      expect(await mailed.linksTo(person.email, 'verify')).to.have.length(2);
    });

    it('is also confirmed by a reset link', async () => {
      const agent = agentFor(mailed.app);
      const person = await registerUser(agent);
      await askForReset(person.email);
      const [link] = await mailed.linksTo(person.email, 'reset');
      await submit(link!, { password: NEW_PASSWORD });
      const again = agentFor(mailed.app);
      await logIn(again, { ...person, password: NEW_PASSWORD });
      expect((await again.get(paths.dashboard)).text).not.to.include('Please confirm');
    });
  });
});

describe('REQUIRE_VERIFIED_MENTORS', () => {
  it('lets mentors open sessions only after they confirm their address', async () => {
    const mailed = await startSiteWithMail({ REQUIRE_VERIFIED_MENTORS: '1' });
    try {
      const agent = agentFor(mailed.app);
      const person = await registerUser(agent, { role: 'mentor' });
      const publish = async () => {
        const _csrf = await tokenFrom(agent, paths.mentor);
        return agent
          .post(paths.mentorSlots)
          .type('form')
          .send({ ...slotFields(), _csrf });
      };
      const refused = await publish();
      expect(refused.status).to.equal(403);
      expect(refused.text).to.include('Please confirm your e-mail address first');
      expect((await agent.get(paths.newSlot)).status).to.equal(403);
      const [link] = await mailed.linksTo(person.email, 'verify');
      const page = await agent.get(link!);
      await agent
        .post(link!)
        .type('form')
        .send({ _csrf: csrfOf(page.text) });
      expect((await publish()).status).to.equal(303);
    } finally {
      await mailed.site.close();
    }
  });
});
