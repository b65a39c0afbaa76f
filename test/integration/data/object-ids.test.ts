import { expect } from 'chai';
import { Types } from 'mongoose';
import { paths } from '../../../src/paths.ts';
import { tokenFrom } from '../../support/browser-session.ts';
import { bookAndPay, createSlot, logInSomebody } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const REFERENCES = ['userId', 'mentorId', 'timeSlotId'];

/** Finds every value under keys that hold references, at any depth. */
function* referencesIn(value: unknown): Generator<{ key: string; id: unknown }> {
  if (value === null || typeof value !== 'object' || value instanceof Types.ObjectId) return;
  for (const [key, inner] of Object.entries(value)) {
    if (REFERENCES.includes(key)) yield { key, id: inner };
    else yield* referencesIn(inner);
  }
}

describe('The ids in MongoDB', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  it('are ObjectIds in every collection, after a booking, a place in the line and a cancellation', async () => {
    const slot = await createSlot(site);
    const [asha, ben] = [await logInSomebody(site.app), await logInSomebody(site.app)];
    const { bookingId } = await bookAndPay(site, asha, slot.id);
    const post = async (who: typeof asha, path: string, fields: object) =>
      who.agent
        .post(path)
        .type('form')
        .send({ ...fields, _csrf: await tokenFrom(who.agent, paths.dashboard) });
    expect((await post(ben, paths.joinWaitlist(slot.id), {})).status).to.equal(303);
    expect((await post(asha, paths.cancelBooking(bookingId), { refundAmount: '49900' })).status).to.equal(
      303,
    );
    const seen = new Set<string>();
    for (const { collectionName } of await site.services.mongo.db!.collections()) {
      for (const row of await site.services.mongo.collection(collectionName).find().toArray()) {
        for (const { key, id } of referencesIn(row)) {
          expect(id, `${collectionName}.${key}`).to.be.instanceOf(Types.ObjectId);
          seen.add(collectionName);
        }
      }
    }
    expect([...seen]).to.include.members(['timeslots', 'payments', 'sessionbookings', 'refunds', 'outbox']);
  });
});
