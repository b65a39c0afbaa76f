import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import { book, bookAndPay, createSlot } from '../../support/journey.ts';
import { useOwnAccounts } from '../../support/own-account.ts';
import type { SiteWithMail } from '../../support/site-with-mail.ts';

describe('the phone number of an account', () => {
  let mailed: SiteWithMail;
  const { visitor, save, recordOf, formOf } = useOwnAccounts((opened) => {
    mailed = opened;
  });

  for (const [typed, stored] of [
    ['+91 98765 43210', '+919876543210'],
    ['98765-43210', '+919876543210'],
    ['098765 43210', '+919876543210'],
    ['0044 (20) 7946.0958', '+442079460958'],
    ['+1 212 555 0123', '+12125550123'],
  ] as const) {
    it(`is stored as ${stored} if ${typed} is typed`, async () => {
      const { agent, person } = await visitor();
      await save(agent, { ...(await formOf(agent)), phone: typed });
      expect(await recordOf(person)).to.include({ phone: stored });
      expect(await formOf(agent)).to.include({ phone: stored });
    });
  }

  for (const phone of [
    '12345',
    '+0123456789',
    '+91 98765',
    'call me',
    '+1212555012345678',
    '+91987654321a',
  ]) {
    it(`answers 422 to ${phone} at the field, and keeps it`, async () => {
      const { agent, person } = await visitor();
      const response = await save(agent, { ...(await formOf(agent)), phone });
      expect(response.status).to.equal(422);
      expect(response.text).to.include('id="phone-error"').and.include(`value="${phone}"`);
      expect(await recordOf(person)).not.to.have.property('phone');
    });
  }

  it('is deleted by an empty field', async () => {
    const { agent, person } = await visitor();
    await save(agent, { ...(await formOf(agent)), phone: '+91 98765 43210' });
    await save(agent, { ...(await formOf(agent)), phone: ' ' });
    expect(await recordOf(person)).not.to.have.property('phone');
  });

  it('is passed to both kinds of Checkout as the contact, and left out if there is none', async () => {
    const payer = await visitor();
    const { site } = mailed;
    const bookingId = await book(payer, (await createSlot(site)).id);
    const checkout = async () => (await payer.agent.get(paths.checkout(bookingId)).expect(200)).text;
    expect(await checkout())
      .not.to.include('contact]')
      .and.not.include('contact&#34;');
    await save(payer.agent, { ...(await formOf(payer.agent)), phone: '+91 98765 43210' });
    const page = await checkout();
    expect(page).to.include('name="prefill[contact]" value="+919876543210"');
    expect(page).to.match(/contact(&#34;|&quot;|"):(&#34;|&quot;|")\+919876543210/);
  });

  it('is not shown to the mentor or to other attendees', async () => {
    const payer = await visitor();
    const { site } = mailed;
    await save(payer.agent, { ...(await formOf(payer.agent)), phone: '+91 98765 43210' });
    const mentor = await visitor({ role: 'mentor' });
    const mentorId = String((await recordOf(mentor.person))?._id);
    const slot = await createSlot(site, { mentorId });
    await bookAndPay(site, payer, slot.id);
    for (const path of [paths.mentorSlot(slot.id), paths.attendeesCsv(slot.id)]) {
      const { text } = await mentor.agent.get(path).expect(200);
      expect(text).to.include(payer.person.email).and.not.include('9876543210');
    }
  });
});
