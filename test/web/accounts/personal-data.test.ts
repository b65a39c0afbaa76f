import { expect } from 'chai';
import { Types } from 'mongoose';
import { paths } from '../../../src/paths.ts';
import { agentFor, registerUser, tokenFrom } from '../../support/browser-session.ts';
import { bookAndPay, collection, createSlot } from '../../support/journey.ts';
import { useOwnAccounts } from '../../support/own-account.ts';
import type { SiteWithMail } from '../../support/site-with-mail.ts';

describe('the data of an account', () => {
  let mailed: SiteWithMail;
  const { visitor, save, recordOf, formOf } = useOwnAccounts((opened) => {
    mailed = opened;
  });

  it('are exported as a file with everything about the person and no secrets', async () => {
    const { agent, person } = await visitor();
    const slot = await createSlot(mailed.site);
    await save(agent, { ...(await formOf(agent)), phone: '+91 98765 43210' });
    const { bookingId, payment } = await bookAndPay(mailed.site, { agent, person }, slot.id);
    const response = await agent.get(paths.exportAccount);
    expect(response.get('Content-Disposition')).to.include('sureslot-data.json');
    expect(response.get('Cache-Control')).to.equal('no-store');
    const data = response.body as Record<string, Record<string, unknown>[]>;
    expect(data.account?.[0]).to.include({
      email: person.email,
      name: person.name,
      phone: '+919876543210',
    });
    expect(data.bookings?.[0]).to.include({ _id: bookingId });
    expect(data.payments?.[0]).to.include({ _id: payment.payment.id });
    expect(response.text).not.to.match(/passwordHash|argon2|seats/);
  });

  it('are erased after the password, except for the accounting records', async () => {
    const { agent, person } = await visitor();
    const slot = await createSlot(mailed.site);
    await save(agent, { ...(await formOf(agent)), phone: '+91 98765 43210' });
    const { bookingId } = await bookAndPay(mailed.site, { agent, person }, slot.id);
    const bookings = collection(mailed.site, 'sessionbookings');
    const id = (await recordOf(person))!._id;
    const remove = async (currentPassword: string) => {
      const _csrf = await tokenFrom(agent, paths.deleteAccount);
      return agent.post(paths.deleteAccount).type('form').send({ currentPassword, _csrf });
    };
    expect((await remove('not mine')).status).to.equal(422);
    const blocked = await remove(person.password);
    expect(blocked.status).to.equal(422);
    expect(blocked.text).to.include('1 that you have booked');
    for (const { text } of [blocked, await agent.get(paths.deleteAccount)]) {
      expect(text).to.include(`href="${paths.booking(bookingId)}"`);
      expect(text).to.include(`href="${paths.cancelBooking(bookingId)}"`);
    }
    expect((await agent.get(paths.dashboard)).status, 'still there').to.equal(200);

    await bookings.updateOne(
      { _id: bookingId as never },
      { $set: { status: 'CANCELLED', notes: 'my private note' } },
    );
    const response = await remove(person.password);
    expect([response.status, response.get('Location')]).to.deep.equal([303, paths.home]);
    expect((await agent.get(paths.dashboard)).status).to.equal(303);
    const record = await collection(mailed.site, 'users').findOne({ _id: id });
    expect(JSON.stringify(record))
      .not.to.include(person.email)
      .and.not.include(person.name)
      .and.not.include('9876543210')
      .and.not.include('argon2');
    expect(await bookings.findOne({ _id: bookingId as never })).to.deep.include({ notes: '', userId: id });
    const again = agentFor(mailed.app);
    await registerUser(again, { email: person.email });
  });

  it('leave waiting mails, which lose their addresses and are not sent', async () => {
    const { agent, person } = await visitor();
    const email = `later.${person.email}`;
    await save(agent, { form: 'email', email, currentPassword: person.password });
    const sealed = {
      'mail.userId': (await recordOf({ ...person, email }))!._id,
      sealed: { $exists: true },
    };
    expect(await collection(mailed.site, 'outbox').countDocuments(sealed)).to.be.above(0);
    const _csrf = await tokenFrom(agent, paths.deleteAccount);
    await agent.post(paths.deleteAccount).type('form').send({ currentPassword: person.password, _csrf });
    expect(await collection(mailed.site, 'outbox').countDocuments(sealed)).to.equal(0);
    expect(await mailed.subjectsTo(person.email)).to.deep.equal([]);
  });

  it('are not erased while a mentor has sessions to come', async () => {
    const { agent, person } = await visitor({ role: 'mentor', name: 'Gone Mentor' });
    const mentorId = String((await recordOf(person))?._id);
    const slot = await createSlot(mailed.site, { mentorId });
    const remove = async () => {
      const _csrf = await tokenFrom(agent, paths.deleteAccount);
      return agent.post(paths.deleteAccount).type('form').send({ currentPassword: person.password, _csrf });
    };
    const blocked = await remove();
    expect(blocked.text)
      .to.include('1 that you give')
      .and.include(`href="${paths.mentorSlot(slot.id)}"`);
    expect(blocked.text).to.include(slot.title).and.include('given by you').and.include('>Cancel <');
    const scheduledAt = new Date(Date.now() - 60_000);
    await collection(mailed.site, 'timeslots').updateOne(
      { _id: new Types.ObjectId(slot.id) },
      { $set: { scheduledAt } },
    );
    expect((await remove()).text)
      .to.include('under way until')
      .and.not.include('>Cancel <');
    await collection(mailed.site, 'timeslots').updateOne(
      { _id: new Types.ObjectId(slot.id) },
      { $set: { status: 'cancelled' } },
    );
    expect((await remove()).status).to.equal(303);
    expect((await agentFor(mailed.app).get(paths.mentorProfile('gone-mentor'))).status).to.equal(404);
    expect((await agentFor(mailed.app).get(paths.slot(slot.id))).status).to.equal(200);
  });
});
