import { expect } from 'chai';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';
import { agentFor, csrfOf, somebody, tokenFrom, type BrowserSession } from '../../support/browser-session.ts';
import { logInSomebody, type Visitor } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';
import { addressOfRoute, audienceOf, routesOf } from './site-routes.ts';

describe('requests from other sites', () => {
  let site: Site;
  let mentor: Visitor;
  let token: string;
  let foreignToken: string;
  before(async () => {
    site = await startSite({ webhooks: false });
    mentor = await logInSomebody(site.app, { role: 'mentor' });
    token = await tokenFrom(mentor.agent, paths.dashboard);
    const other = await logInSomebody(site.app);
    foreignToken = await tokenFrom(other.agent, paths.dashboard);
  });
  after(() => site.close());

  const writes = () =>
    routesOf(site.app).filter((route) => route.method === 'post' && audienceOf(route) !== 'machines');

  it('3.5.1 every POST without the token of its session is 403: missing, foreign, altered, twice', async () => {
    for (const route of writes()) {
      const address = addressOfRoute(route);
      for (const wrong of [undefined, '', foreignToken, `${token.slice(0, -1)}_`]) {
        const response = address.startsWith('/api/')
          ? await mentor.agent
              .post(address)
              .set('x-csrf-token', wrong ?? '')
              .send({})
          : await mentor.agent.post(address).type('form').send({ _csrf: wrong });
        expect(response.status, `${address} with ${wrong ?? 'nothing'}`).to.equal(403);
      }
      if (address.startsWith('/api/')) continue;
      const twice = await mentor.agent.post(address).type('form').send(`_csrf=${token}&_csrf=${token}`);
      expect(twice.status, `${address} with two`).to.equal(403);
    }
  });

  it('3.5.1 the forms of visitors need the token too, login included', async () => {
    for (const path of [paths.login, paths.register]) {
      const agent = agentFor(site.app);
      await agent.get(path);
      const own = await agent
        .post(path)
        .type('form')
        .send({ ...somebody(), _csrf: foreignToken });
      expect(own.status, path).to.equal(403);
      expect((await supertest(site.app).post(path).type('form').send(somebody())).status, path).to.equal(403);
    }
  });

  it('3.5.1 a token in the address does not count', async () => {
    const response = await mentor.agent.post(`${paths.mentorSlots}?_csrf=${token}`).type('form').send({});
    expect(response.status).to.equal(403);
  });

  it('3.5.2 a form of another site cannot send JSON', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/jsonx',
    ]) {
      const response = await mentor.agent
        .post(paths.apiVerifyPayment)
        .set({ 'x-csrf-token': token, 'Content-Type': type })
        .send('{"razorpay_order_id":"x"}');
      expect(response.status, type).to.equal(415);
    }
  });

  it('3.5.1 a page says that it reads forms only if JSON is posted to it', async () => {
    for (const [type, body] of [
      ['application/json', '{"title":"x"}'],
      ['text/plain', 'title=x'],
    ] as const) {
      const post = () => mentor.agent.post(paths.mentorSlots).set('Content-Type', type);
      const response = await post().send(body);
      expect(response.status, type).to.equal(403);
      expect(response.text, type).to.include('This address reads forms only');
      expect((await post().set('x-csrf-token', token).send(body)).status, type).to.equal(422);
    }
    const form = await mentor.agent.post(paths.mentorSlots).type('form').send({ title: 'x' });
    expect(form.text).to.include('The form was open for too long');
  });

  it('3.7.2 returnTo never leads to another site', async () => {
    const lures = [
      '//e.example',
      '/\\e.example',
      '\\\\e.example',
      '/%09//e.example',
      '/\t//e.example',
      '%09//e.example',
      '/%0d%0aLocation:x',
      '/\r\nSet-Cookie: a=b',
      'https://e.example',
      'https:/e.example',
      'javascript:alert(1)',
      'data:text/html,x',
      '/.//e.example',
      '///e.example',
      '/%2f/e.example',
      '@e.example',
      '.e.example',
      ' //e.example',
      ['//e.example', '/x'],
    ];
    const follow = async (agent: BrowserSession, returnTo: string | string[]) => {
      const _csrf = await tokenFrom(agent, paths.login);
      const { email, password } = mentor.person;
      return agent.post(paths.login).type('form').send({ email, password, returnTo, _csrf });
    };
    for (const returnTo of lures) {
      const response = await follow(agentFor(site.app), returnTo);
      const location = response.get('Location') ?? '';
      expect(response.status, String(returnTo)).to.equal(303);
      expect(new URL(location, 'http://own.example').host, `${String(returnTo)} to ${location}`).to.equal(
        'own.example',
      );
      expect(location).not.to.match(/[\r\n\t\\]/);
      expect(response.get('Set-Cookie')?.join()).not.to.include('a=b');
      const form = await supertest(site.app).get(paths.login).query({ returnTo });
      expect(csrfOf(form.text)).to.be.a('string');
      const kept = /name="returnTo" value="([^"]*)"/.exec(form.text)?.[1] ?? '';
      expect(new URL(kept, 'http://own.example').host).to.equal('own.example');
    }
  });
});
