import { expect } from 'chai';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';
import { toFace } from '../../../src/web/face.ts';
import { setDemoNotice } from '../../../src/web/site-settings.ts';
import { type Site, startSite } from '../../support/site.ts';

describe('The log-in page', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  const logInPage = async () => (await supertest(site.app).get(paths.login).expect(200)).text;

  it('offers no accounts on a site that is not the demo', async () => {
    expect(await logInPage())
      .to.include('<h2>Every payment gets a seat or a full refund.</h2>')
      .and.not.match(/demo|lantern/i);
  });

  it('offers the people of the demo with their faces, each with one button', async () => {
    const face = toFace({
      id: '6560f1a2b3c4d5e6f7a8b901',
      name: 'Meera Iyer',
      photo: '/mentors/m/photo?v=1',
    });
    const login = { name: 'Meera Iyer', about: 'Gives sessions', email: 'meera@example.com', face };
    setDemoNotice(site.app, { password: 'lantern-orbit-42', logins: [login], links: [] });
    const text = await logInPage();
    const form = /<form(?:(?!<form)[\s\S])*class="demo-login"[\s\S]*?<\/form>/.exec(text)![0];
    expect(form)
      .to.include('name="email" value="meera@example.com"')
      .and.include('name="password" value="lantern-orbit-42"')
      .and.include('src="/mentors/m/photo?v=1&amp;size=96"')
      .and.include('Gives sessions');
  });
});
