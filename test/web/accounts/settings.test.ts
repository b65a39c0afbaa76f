import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import {
  agentFor,
  logIn,
  registerUser,
  somebody,
  tokenFrom,
  type Person,
} from '../../support/browser-session.ts';
import { collection } from '../../support/journey.ts';
import { useOwnAccounts } from '../../support/own-account.ts';
import { startSiteWithMail, type SiteWithMail } from '../../support/site-with-mail.ts';

const NEW_PASSWORD = 'amber teapot 77';

describe('the own account', () => {
  let mailed: SiteWithMail;
  const { visitor, save, recordOf, formOf, versionIn } = useOwnAccounts((opened) => {
    mailed = opened;
  });
  const confirmAddress = ({ email }: Person) =>
    collection(mailed.site, 'users').updateOne({ email }, { $set: { emailVerifiedAt: new Date() } });

  describe('rows', () => {
    /** The names of the open rows of the account page. */
    const openIn = (text: string) =>
      [...text.matchAll(/<details id="([^"]+)" open>/g)].map(([, name]) => name);

    it('are closed, and say what is set', async () => {
      const { agent, person } = await visitor();
      await save(agent, { ...(await formOf(agent)), phone: '+91 98765 43210' });
      const { text } = await agent.get(paths.account).expect(200);
      expect(text.match(/<details id="/g)).to.have.length(4);
      expect(openIn(text)).to.deep.equal([]);
      const shown = text.replaceAll(/<input[^>]*>/g, '');
      expect(shown)
        .to.include(person.email)
        .and.include('India · +919876543210')
        .and.include('Not confirmed');
    });

    it('are open with what was typed after a refusal, the others as they were', async () => {
      const { agent, person } = await visitor();
      const details = { ...(await formOf(agent)), name: ' ', phone: 'nonsense' };
      const refused = await save(agent, details);
      expect(openIn(refused.text)).to.deep.equal(['details']);
      expect(refused.text).to.include('value="nonsense"').and.include(`<bdi>${person.name}</bdi>`);
      const email = { form: 'email', email: 'nonsense', currentPassword: 'x' };
      expect(openIn((await save(agent, email)).text)).to.deep.equal(['email-address']);
      const password = { form: 'password', currentPassword: 'x', newPassword: 'y' };
      expect(openIn((await save(agent, password)).text)).to.deep.equal(['password']);
      const old = { ...(await formOf(agent)), name: 'Later' };
      await save(agent, { ...old, name: 'Sooner' });
      const conflict = await save(agent, old);
      expect([conflict.status, openIn(conflict.text)]).to.deep.equal([409, ['details']]);
    });
  });

  describe('details', () => {
    it('are saved and shown', async () => {
      const { agent, person } = await visitor();
      expect(
        (await save(agent, { form: 'details', name: 'Asha <R>', timeZone: 'Europe/Berlin' })).status,
      ).to.equal(303);
      const { text } = await agent.get(paths.account);
      expect(text)
        .to.include('value="Asha &lt;R&gt;"')
        .and.include('<option value="Europe/Berlin" selected>')
        .and.include('Your details are saved.');
      expect(await recordOf(person)).to.include({ name: 'Asha <R>', timeZone: 'Europe/Berlin' });
    });

    for (const [field, value] of [
      ['name', ''],
      ['name', 'a\r\nb'],
      ['name', 'x'.repeat(81)],
      ['timeZone', 'Mars/Base'],
      ['timeZone', '+05:30'],
      ['timeZone', ''],
      ['name', ['a', 'b']],
    ] as const) {
      it(`answer 422 to ${field} ${JSON.stringify(value).slice(0, 20)} at the field, and save nothing`, async () => {
        const { agent, person } = await visitor();
        const response = await save(agent, { form: 'details', name: 'New', timeZone: 'UTC', [field]: value });
        expect(response.status).to.equal(422);
        expect(response.text).to.include(`id="${field}-error"`);
        expect(await recordOf(person)).to.include({ name: person.name });
      });
    }

    it('answer 409 to the older form of two tabs, show typed and stored values, and undo nothing', async () => {
      const { agent, person } = await visitor();
      const older = await formOf(agent);
      await save(agent, { ...(await formOf(agent)), phone: '+91 98765 43210', timeZone: 'Europe/Berlin' });
      const refused = await save(agent, { ...older, name: 'Asha of the other tab' });
      expect(refused.status).to.equal(409);
      expect(refused.text)
        .to.include('value="Asha of the other tab"')
        .and.include('Saved meanwhile: Europe/Berlin')
        .and.include('Saved meanwhile: +919876543210');
      expect(await recordOf(person)).to.include({ name: person.name, phone: '+919876543210' });
      const again = await save(agent, { ...older, ...versionIn(refused.text), name: 'Asha again' });
      expect(again.status).to.equal(303);
      const record = await recordOf(person);
      expect(record).to.include({ name: 'Asha again', timeZone: 'Asia/Kolkata' });
      expect(record).not.to.have.property('phone');
    });

    it('answer 422 to wrong values in an older form, and 409 to several versions', async () => {
      const { agent, person } = await visitor();
      const older = await formOf(agent);
      await save(agent, { ...older, name: 'Newer name' });
      const wrong = await save(agent, { ...older, name: '' });
      expect(wrong.status).to.equal(422);
      expect(wrong.text).to.include('id="name-error"').and.not.include('Saved meanwhile');
      const { version } = older;
      const repeated = await save(agent, { ...older, name: 'Older', version: [version, version] });
      expect(repeated.status).to.equal(409);
      expect(await recordOf(person)).to.include({ name: 'Newer name' });
    });

    it('save one of two forms that were read before either was saved, whatever they change', async () => {
      const { person } = await visitor();
      const record = await recordOf(person);
      const id = String(record?._id);
      await collection(mailed.site, 'users').updateOne(
        { email: person.email },
        { $set: { timeZone: 'Asia/Calcutta' } },
      );
      const seen = { name: person.name, timeZone: 'Asia/Kolkata', phone: '' };
      const { accountSettings } = mailed.site.services;
      expect(await accountSettings.saveDetails(id, seen, { ...seen, timeZone: 'Europe/Berlin' })).to.be.true;
      expect(await accountSettings.saveDetails(id, seen, { ...seen, name: 'Asha Late' })).to.be.false;
      expect(await recordOf(person)).to.include({ name: person.name, timeZone: 'Europe/Berlin' });
    });

    it('answer 422 to an unknown form', async () => {
      const { agent } = await visitor();
      expect((await save(agent, { form: 'roles', roles: 'admin' })).status).to.equal(422);
      expect((await save(agent, {})).status).to.equal(422);
    });

    it('never change role, address or state', async () => {
      const { agent, person } = await visitor();
      await save(agent, {
        form: 'details',
        name: 'N',
        timeZone: 'UTC',
        roles: 'admin',
        email: 'x@example.com',
        emailVerifiedAt: '2020-01-01',
      });
      const record = await recordOf(person);
      expect(record?.roles).to.deep.equal(['user']);
      expect(record).not.to.have.property('emailVerifiedAt');
    });
  });

  describe('password', () => {
    it('6.2.2, 7.4.3 is changed with the present one, which keeps this session, ends the others, and sends a mail', async () => {
      const { agent, person } = await visitor();
      await confirmAddress(person);
      const other = agentFor(mailed.app);
      await logIn(other, person);
      const response = await save(agent, {
        form: 'password',
        currentPassword: person.password,
        newPassword: NEW_PASSWORD,
      });
      expect(response.status).to.equal(303);
      expect((await agent.get(paths.dashboard)).status).to.equal(200);
      expect((await other.get(paths.dashboard)).status).to.equal(303);
      await logIn(other, { ...person, password: NEW_PASSWORD });
      expect(await mailed.subjectsTo(person.email)).to.include('Your password was changed');
      const id = String((await recordOf(person))?._id);
      const [event] = await mailed.site.services.auditTrail.list({ objectId: id }, { skip: 0, limit: 1 });
      expect(event).to.include({ action: 'account.password-changed', actorId: id });
    });

    it('6.2.3 stays after a wrong present password or a bad new one', async () => {
      const { agent, person } = await visitor();
      const cases = [
        [{ currentPassword: 'not mine', newPassword: NEW_PASSWORD }, 'currentPassword'],
        [{ currentPassword: '', newPassword: NEW_PASSWORD }, 'currentPassword'],
        [{ currentPassword: person.password, newPassword: 'short' }, 'newPassword'],
        [{ currentPassword: person.password, newPassword: 'password1' }, 'newPassword'],
        [{ currentPassword: person.password, newPassword: person.email }, 'newPassword'],
      ] as const;
      for (const [fields, field] of cases) {
        const response = await save(agent, { form: 'password', ...fields });
        expect(response.status).to.equal(422);
        expect(response.text).to.include(`id="${field}-error"`).and.not.include(NEW_PASSWORD);
      }
      await logIn(agentFor(mailed.app), person);
    });
  });

  describe('e-mail', () => {
    it('is changed with the password and must be confirmed again; both addresses get a mail', async () => {
      const { agent, person } = await visitor();
      await confirmAddress(person);
      const email = `new.${person.email}`;
      const response = await save(agent, {
        form: 'email',
        email: email.toUpperCase(),
        currentPassword: person.password,
      });
      expect(response.status, response.text).to.equal(303);
      expect((await agent.get(paths.dashboard)).status).to.equal(200);
      expect(await mailed.subjectsTo(person.email)).to.include('Your e-mail address was changed');
      expect(await mailed.linksTo(email, 'verify')).to.have.length(1);
      await logIn(agentFor(mailed.app), { ...person, email });
      const old = agentFor(mailed.app);
      const _csrf = await tokenFrom(old, paths.login);
      expect(
        (
          await old
            .post(paths.login)
            .type('form')
            .send({ ...person, _csrf })
        ).status,
      ).to.equal(401);
    });

    it('ends links to the former address', async () => {
      const { agent, person } = await visitor();
      const [link] = await mailed.linksTo(person.email, 'verify');
      await save(agent, { form: 'email', email: `later.${person.email}`, currentPassword: person.password });
      expect((await agent.get(link!)).status).to.equal(404);
    });

    it('stays after a wrong password and after a taken, equal or malformed address', async () => {
      const { agent, person } = await visitor();
      const taken = (await visitor()).person.email;
      for (const [email, currentPassword, field] of [
        [somebody().email, 'not mine', 'currentPassword'],
        [taken, person.password, 'email'],
        [person.email, person.password, 'email'],
        ['nonsense', person.password, 'email'],
      ] as const) {
        const response = await save(agent, { form: 'email', email, currentPassword });
        expect(response.status, email).to.equal(422);
        expect(response.text).to.include(`id="change-${field}-error"`);
      }
      expect(await recordOf(person)).to.be.an('object');
    });
  });

  describe('sessions', () => {
    it('are listed by device and ended everywhere else', async () => {
      const { agent, person } = await visitor();
      const phone = agentFor(mailed.app).set(
        'User-Agent',
        'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36',
      );
      await logIn(phone, person);
      const { text } = await agent.get(paths.account);
      expect(text)
        .to.include('Chrome on Android')
        .and.match(/Unknown device.*this device/);
      expect((await save(agent, { form: 'sessions' })).status).to.equal(303);
      expect((await phone.get(paths.dashboard)).status).to.equal(303);
      expect((await agent.get(paths.account)).text).not.to.include('Chrome on Android');
    });
  });

  it('6.3.1 limit guesses at the current password with 429', async () => {
    const strict = await startSiteWithMail({ RATE_LIMIT_FACTOR: '1' });
    try {
      const agent = agentFor(strict.app);
      const { password } = await registerUser(agent);
      const _csrf = await tokenFrom(agent, paths.account);
      const guess = (currentPassword: string) =>
        agent
          .post(paths.account)
          .type('form')
          .send({ form: 'password', currentPassword, newPassword: NEW_PASSWORD, _csrf });
      for (let round = 0; round < 10; round += 1) expect((await guess('wrong guess')).status).to.equal(422);
      expect((await guess(password)).status).to.equal(429);
    } finally {
      await strict.site.close();
    }
  });

  it('2.4.1 allow only a few new addresses an hour, because each may send a mail to a stranger', async () => {
    const strict = await startSiteWithMail({ RATE_LIMIT_FACTOR: '1' });
    try {
      const agent = agentFor(strict.app);
      const { password } = await registerUser(agent);
      const change = async () => {
        const _csrf = await tokenFrom(agent, paths.account);
        const fields = { form: 'email', email: somebody().email, currentPassword: password, _csrf };
        return (await agent.post(paths.account).type('form').send(fields)).status;
      };
      for (let round = 0; round < 5; round += 1) expect(await change()).to.equal(303);
      expect(await change()).to.equal(429);
    } finally {
      await strict.site.close();
    }
  });
});
