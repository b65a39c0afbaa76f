import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import { csrfOf } from '../../support/browser-session.ts';
import { startWebSite, type WebSite } from '../../support/web-site.ts';
import supertest from 'supertest';
import { probes } from '../../support/frame-probes.ts';

describe('the frame under https', () => {
  const environment = {
    BASE_URL: 'https://sureslot.example',
    RAZORPAY_API_URL: '',
    RAZORPAY_CHECKOUT_URL: '',
  };
  let site: WebSite;
  before(async () => {
    site = await startWebSite({ environment, routes: [probes()] });
  });
  after(() => site.close());

  it('names the cookie __Host-sid and keeps it to https', async () => {
    const response = await supertest(site.app).get(paths.login);
    expect(response.get('Set-Cookie')?.join()).to.match(
      /^__Host-sid=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  it('asks for https for a year, on errors too', async () => {
    for (const path of ['/public', '/bug', '/nothing']) {
      const response = await supertest(site.app).get(path);
      expect(response.get('Strict-Transport-Security')).to.match(/^max-age=31536000/);
    }
  });

  it('allows scripts and frames of the live Razorpay only', async () => {
    const response = await supertest(site.app).get('/public');
    expect(policyOf(response.get('Content-Security-Policy')!)).to.deep.include({
      'frame-src': 'https://api.razorpay.com https://checkout.razorpay.com',
      'form-action': "'self' https://api.razorpay.com",
      'img-src': "'self' data: https://cdn.razorpay.com",
      'connect-src':
        "'self' https://api.razorpay.com https://lumberjack.razorpay.com https://lumberjack-metrics.razorpay.com",
    });
  });

  it('takes cookies signed with an older secret, and signs with the newest', async () => {
    const older = 'an-older-secret-of-the-tests-0123456789';
    const newer = 'a-newer-secret-of-the-tests-0123456789';
    const one = await startWebSite({ environment: { SESSION_SECRET: older } });
    const form = await supertest(one.app).get(paths.login);
    const cookie = form.get('Set-Cookie')![0]!.split(';')[0]!;
    const login = { email: 'a@example.com', password: 'wrong one', _csrf: csrfOf(form.text) };
    await one.close();
    const both = await startWebSite({
      environment: { SESSION_SECRET: `${newer},${older}` },
      redisPrefix: one.redisPrefix,
    });
    const response = await supertest(both.app)
      .post(paths.login)
      .set('Cookie', cookie)
      .type('form')
      .send(login);
    expect(response.status).to.equal(401);
    await both.close();
  });
});

function policyOf(header: string): Record<string, string> {
  return Object.fromEntries(
    header.split('; ').map((directive) => {
      const space = directive.indexOf(' ');
      return [directive.slice(0, space), directive.slice(space + 1)];
    }),
  );
}
