import { expect } from 'chai';
import { startSite, type Site } from '../../support/site.ts';
import { bookNewSeat, FakeTransport } from './mail-harness.ts';

describe('MailDelivery', () => {
  let site: Site;
  const transport = new FakeTransport();

  before(async () => {
    site = await startSite({ webhooks: false, mailTransport: transport });
  });
  after(() => site.close());
  beforeEach(async () => {
    transport.clear();
    await site.services.mongo.collection('outbox').deleteMany({});
  });

  const deliver = () => site.services.mailDelivery.deliverDueMail();

  it('a booking is told of once, with invitation and receipt', async () => {
    await bookNewSeat(site);
    await deliver();
    await deliver();
    expect(transport.subjects()).to.have.length(2);
  });
});
