import { expect } from 'chai';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';
import { startSite, type Site } from '../../support/site.ts';

describe('the pages that a payment provider asks to see', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false, environment: { SUPPORT_EMAIL: 'help@sureslot.example' } });
  });
  after(() => site.close());

  for (const path of [paths.terms, paths.privacy, paths.contact, paths.refunds]) {
    it(`${path} is open to everybody and sets no cookie`, async () => {
      const response = await supertest(site.app).get(path).expect(200);
      expect(response.headers).not.to.have.property('set-cookie');
      expect(response.text).to.match(/<h1>\w+<\/h1>/);
    });
  }

  it('/contact, /privacy and /terms name the address of SUPPORT_EMAIL', async () => {
    for (const path of [paths.contact, paths.privacy, paths.terms]) {
      const { text } = await supertest(site.app).get(path).expect(200);
      expect(text, path).to.include('mailto:help@sureslot.example');
    }
  });

  it('/privacy names both cookies', async () => {
    const { text } = await supertest(site.app).get(paths.privacy).expect(200);
    expect(text).to.match(/<p>Two\. [^<]*time zone[^<]*logged in/);
  });

  it('/refunds shows the tiers of the refund policies', async () => {
    const { text } = await supertest(site.app).get(paths.refunds).expect(200);
    const rows = [...text.matchAll(/<tr><th scope="row">(.*?)<\/tr>/g)].map(([, row = '']) =>
      row.split(/<[^>]+>/).filter((cell) => cell !== ''),
    );
    expect(rows).to.deep.equal([
      ['Flexible', '24 hours before', '2 hours before'],
      ['Moderate', '72 hours before', '24 hours before'],
      ['Strict', '–', '7 days before'],
    ]);
  });
});
