import { hash } from '@node-rs/argon2';
import { dictionary } from '@zxcvbn-ts/language-common';
import { expect } from 'chai';
import { newPassword } from '../../../src/features/accounts/account.schema.ts';
import { Passwords } from '../../../src/features/accounts/password.ts';
import { paths } from '../../../src/paths.ts';
import { agentFor, logIn, registerUser, somebody, tokenFrom } from '../../support/browser-session.ts';
import { collection, logInSomebody } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';
import { median, processorTime } from '../../support/stopwatch.ts';

const ROUNDS = 15;

describe('passwords', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false, passwords: new Passwords() });
  });
  after(() => site.close());

  const send = async (path: string, fields: Record<string, unknown>) => {
    const agent = agentFor(site.app);
    const _csrf = await tokenFrom(agent, path);
    const { result: response, milliseconds } = await processorTime(() =>
      agent
        .post(path)
        .type('form')
        .send({ ...fields, _csrf }),
    );
    return { response, milliseconds };
  };

  it('6.2.1, 6.2.9 have 8 to 128 characters of any script', async () => {
    const verdicts: [string, number][] = [
      ['abcdef7', 422],
      ['kx7-wq2p', 303],
      ['kx7-wq2p'.repeat(16), 303],
      [`${'kx7-wq2p'.repeat(16)}z`, 422],
      ['पासवर्ड लंबा है', 303],
      ['🦀🌵🎷🪁🧭🛶🎏🪐', 303],
      ['        ', 422],
    ];
    for (const [password, status] of verdicts) {
      const { response } = await send(paths.register, { ...somebody(), password });
      expect(response.status, password).to.equal(status);
    }
  });

  it('6.2.4 are refused if everybody tries them first, or if they are the own address', async () => {
    const person = somebody();
    for (const password of [
      'password',
      'Password1',
      '12345678',
      'qwertyuiop',
      'iloveyou',
      'sunshine1',
      '1q2w3e4r',
      'aaaaaaaa',
      person.email,
    ]) {
      const { response } = await send(paths.register, { ...person, password });
      expect(response.status, password).to.equal(422);
      expect(response.text)
        .to.include('id="password-error"')
        .and.not.match(/type="password"[^>]*value=/);
    }
  });

  it('6.2.4 are refused if they are among the 3,000 most common ones of 8 and more characters', async () => {
    const common = dictionary['passwords-common'].filter(({ length }) => length >= 8).slice(0, 3_000);
    expect(common).to.have.length(3_000);
    expect(common.filter((password) => newPassword.safeParse(password).success)).to.deep.equal([]);
    for (const password of common.filter((_, rank) => rank % 100 === 0)) {
      const { response } = await send(paths.register, { ...somebody(), password: password.toUpperCase() });
      expect(response.status, password).to.equal(422);
    }
  });

  it('6.2.5 have no rules about their characters, only about their length', async () => {
    for (const password of ['violet kettle', 'VIOLETKETTLE', '58302917', '#;!~^%+#', 'a'.repeat(128)]) {
      const { response } = await send(paths.register, { ...somebody(), password });
      expect(response.status, password).to.equal(303);
    }
  });

  it('6.2.6 - 6.2.8 have fields that hide them, help password managers, and do not cut off pasted text', async () => {
    const { agent } = await logInSomebody(site.app);
    for (const path of [paths.login, paths.register, paths.account, paths.deleteAccount]) {
      const page = await (path === paths.login || path === paths.register ? agentFor(site.app) : agent).get(
        path,
      );
      const fields = page.text.match(/<input [^>]*name="\w*password"[^>]*>/gi) ?? [];
      expect(fields.length, path).to.be.above(0);
      for (const field of fields)
        expect(field)
          .to.match(/type="password"/)
          .and.match(/autocomplete="(current|new)-password"/)
          .and.not.match(/maxlength|onpaste/);
    }
  });

  it('6.2.8 are compared in full: case, spaces at the ends, and the last of 128 characters', async () => {
    const person = await registerUser(agentFor(site.app), { password: ` ${'kX7-wq2p'.repeat(15)}abcdef ` });
    const { password } = person;
    for (const wrong of [
      password.trim(),
      password.toLowerCase(),
      `${password.slice(0, -1)}_`,
      password.slice(0, 72),
    ]) {
      expect((await send(paths.login, { ...person, password: wrong })).response.status).to.equal(401);
    }
    await logIn(agentFor(site.app), person);
  });

  it('6.3.8 do not tell a known from an unknown e-mail: status, body and time are the same', async () => {
    const known = (await registerUser(agentFor(site.app))).email;
    const times = { known: [] as number[], unknown: [] as number[] };
    const bodies = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [kind, email] of [
        ['known', known],
        ['unknown', somebody().email],
      ] as const) {
        const { response, milliseconds } = await send(paths.login, { email, password: 'not the password' });
        expect(response.status).to.equal(401);
        times[kind].push(milliseconds);
        bodies.add(response.text.replaceAll(email, '').replaceAll(/[0-9a-f]{64}|nonce="[^"]*"/g, ''));
      }
    }
    expect(bodies.size).to.equal(1);
    expect(median(times.unknown) / median(times.known)).to.be.within(0.6, 1.6);
  });

  it('11.4.2 are stored as argon2id hashes of the promised strength; the login renews weaker ones', async () => {
    const person = await registerUser(agentFor(site.app));
    const stored = async () =>
      (await collection(site, 'users').findOne({ email: person.email }))?.passwordHash as string;
    const strong = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$/;
    const [, memory, passes] = strong.exec(await stored())!;
    expect([Number(memory) >= 19_456, Number(passes) >= 2]).to.deep.equal([true, true]);
    const weak = await hash(person.password, { memoryCost: 8192, timeCost: 1 });
    await collection(site, 'users').updateOne({ email: person.email }, { $set: { passwordHash: weak } });
    await logIn(agentFor(site.app), person);
    expect(Number(strong.exec(await stored())![1])).to.be.at.least(19_456);
    await logIn(agentFor(site.app), person);
  });
});
