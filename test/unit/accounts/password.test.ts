import { hash } from '@node-rs/argon2';
import { expect } from 'chai';
import { newPassword, registerSchema } from '../../../src/features/accounts/account.schema.ts';
import { Passwords } from '../../../src/features/accounts/password.ts';
import { profileSchema } from '../../../src/features/mentoring/profile.page.ts';
import { handleOf, handleWithSuffix } from '../../../src/features/accounts/user.ts';

describe('newPassword', () => {
  for (const password of [
    'violet kettle drum',
    'पासवर्ड लंबा है',
    'kx7-wq2p'.repeat(16),
    '  abc12  ',
    'lantern-orbit-42',
    'ram 83920174',
    'kx7-wq2p',
    'correct horse battery',
    '58302917',
    'Zürich-Oerlikon',
    'correct horse battery staple',
    'harbour teapot',
    'x'.repeat(128),
  ]) {
    it(`takes ${password.slice(0, 20)}`, () => {
      expect(newPassword.safeParse(password).data).to.equal(password);
    });
  }

  for (const password of [
    'short12',
    'abc'.repeat(43),
    'password',
    'PassWord',
    'iloveyou',
    '11111111',
    '1212121212',
    'P@ssw0rd',
    'Passw0rd!',
    'password123',
    'Welcome2024!',
    'qwerty123456',
    '1qaz2wsx',
    '1q2w3e4r5t',
    'zaq12wsx',
    'asdf1234',
    'abcd1234',
    '987654321',
    '147258369',
    'trustno1',
    'letmein!!',
    'admin@123',
    'michelle1987',
    'Liverpool1',
    'iloveyou2',
    'blackcat99',
    'neha1234567',
    'football football',
    '31-12-1999',
    '19991231',
    'haha1haha1',
    7,
    ['a'],
  ]) {
    it(`refuses ${JSON.stringify(password).slice(0, 30)}`, () => {
      expect(newPassword.safeParse(password).success).to.equal(false);
    });
  }

  it('refuses simple patterns that lists leave out', () => {
    const made =
      '987654321 88888888 123123123 12341234 xxxxxxxx 69696969 0987654321 abcdefgh 1234512345 19841984 1qaz1qaz ' +
      'poiuytrewq sexsexsex 609609609 asdasdasd jojojojo 31071988 19921202 sunshine1234567 qwe12345678';
    expect(made.split(' ').filter((password) => newPassword.safeParse(password).success)).to.deep.equal([]);
  });

  it('refuses the person’s e-mail address', () => {
    const person = { name: 'Asha', email: 'asha.rao@example.com', role: 'user' };
    expect(registerSchema.safeParse({ ...person, password: 'Asha.Rao@example.com' }).success).to.equal(false);
    expect(registerSchema.safeParse({ ...person, password: 'asha.rao' }).success).to.equal(false);
  });
});

describe('password hashes', () => {
  const passwords = new Passwords();

  it('are argon2id with the parameters promised', async () => {
    expect(await passwords.hash('violet kettle drum')).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('differ if only the last character differs', async () => {
    const long = 'abcdefgh'.repeat(16);
    const passwordHash = await passwords.hash(long);
    expect(await passwords.matches(long, passwordHash)).to.equal(true);
    expect(await passwords.matches(`${long.slice(0, -1)}x`, passwordHash)).to.equal(false);
  });

  it('match nothing when there is none, or it is not a hash', async () => {
    expect(await passwords.matches('no account has this password', undefined)).to.equal(false);
    expect(await passwords.matches('anything', 'not a hash')).to.equal(false);
  });

  it('are renewed if they are weaker than ours', async () => {
    expect(passwords.needsRehash(await hash('x', { memoryCost: 8192, timeCost: 2 }))).to.equal(true);
    expect(passwords.needsRehash(await hash('x', { memoryCost: 19_456, timeCost: 1 }))).to.equal(true);
    expect(passwords.needsRehash(await passwords.hash('x'))).to.equal(false);
  });
});

describe('handleOf', () => {
  const cases = { "Zoë O'Hara": 'zoe-o-hara', '  Asha  Rao ': 'asha-rao', आशा: 'mentor', '--': 'mentor' };
  for (const [name, handle] of Object.entries(cases)) {
    it(`makes ${handle} of ${name}`, () => {
      expect(handleOf(name)).to.equal(handle);
    });
  }

  for (const name of [
    'Jo',
    'X',
    'नीता R',
    'Al-',
    'Venkata Narasimha Rajuvaripeta Subramanian',
    'आशा',
    'a'.repeat(80),
  ]) {
    it(`makes a handle of ${name} that the profile accepts, with and without a suffix`, () => {
      const { handle } = profileSchema.shape;
      for (const made of [handleOf(name), handleWithSuffix(name)]) {
        expect(handle.safeParse(made), made).to.include({ success: true, data: made });
      }
    });
  }
});
