import { once } from 'node:events';
import { request } from 'node:http';
import { expect } from 'chai';
import type { ObjectId } from 'mongodb';
import sharp from 'sharp';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';
import {
  agentFor,
  registerUser,
  tokenFrom,
  type BrowserSession,
  type Person,
} from '../../support/browser-session.ts';
import { collection } from '../../support/journey.ts';
import { post } from '../../support/mentor-pages.ts';
import { bombOf, sendPhoto, takePhoto } from '../../support/photos.ts';
import { startSite, type Site } from '../../support/site.ts';
import { until } from '../../support/until.ts';

const DAY_MS = 86_400_000;

describe('the photo of a mentor', () => {
  let site: Site;
  let agent: BrowserSession;
  let person: Person;

  before(async () => {
    site = await startSite({ webhooks: false });
  });
  beforeEach(async () => {
    agent = agentFor(site.app);
    person = await registerUser(agent, { role: 'mentor' });
  });
  after(() => site.close());

  const account = async () => (await collection(site, 'users').findOne({ email: person.email }))!;
  const addressOf = async () => {
    const { handle, photoVersion } = await account();
    return paths.mentorPhoto(String(handle), String(photoVersion));
  };
  const filesOf = async (userId: unknown) => {
    const filename = new RegExp(`^${String(userId)}/`);
    return collection(site, 'photos.files').find({ filename }).toArray();
  };
  const see = (address: string) => supertest(site.app).get(address).responseType('blob');

  describe('that is sent', () => {
    it('is stored upright, in three squares of WebP, without the camera’s data', async () => {
      const response = await sendPhoto(agent, await takePhoto({ orientation: 6 }));
      expect([response.status, response.get('Location')]).to.deep.equal([303, paths.ownProfile]);
      for (const size of [96, 192, 512]) {
        const seen = await see(`${await addressOf()}&size=${size}`);
        expect(seen.status).to.equal(200);
        expect(seen.headers).to.include({
          'content-type': 'image/webp',
          // Mails show the photo, and web mail is a page of another site.
          'cross-origin-resource-policy': 'cross-origin',
        });
        const bytes = seen.body as Buffer;
        const found = await sharp(bytes).metadata();
        expect(found).to.include({ format: 'webp', width: size, height: size });
        expect(found).to.not.have.any.keys('exif', 'xmp', 'orientation');
        expect(bytes.toString('latin1')).to.not.contain('Private');
        // After a quarter turn, the left half is at the top.
        expect(await colourAt(bytes, { left: size / 2, top: 4 })).to.equal('red');
        expect(await colourAt(bytes, { left: size / 2, top: size - 5 })).to.equal('blue');
      }
    });

    for (const format of ['png', 'webp', 'avif'] as const) {
      it(`may be ${format}, whatever it is called`, async () => {
        expect((await sendPhoto(agent, await takePhoto({ format }), 'me.txt')).status).to.equal(303);
        expect((await see(`${await addressOf()}&size=96`)).status).to.equal(200);
      });
    }

    it('is shown on the profile, with a message, and in the menu of the site', async () => {
      await sendPhoto(agent, await takePhoto());
      const own = await agent.get(paths.ownProfile);
      expect(own.text)
        .to.contain('Your photo is saved.')
        .and.contain(`src="${await addressOf()}&amp;size=192"`)
        .and.contain('Replace the photo');
      const [, menu = ''] = /<summary>(.*?)<\/summary>/s.exec(own.text) ?? [];
      expect(menu, 'the menu of the site').to.contain(`src="${await addressOf()}&amp;size=96"`);
    });

    it('replaces the former photo completely', async () => {
      await sendPhoto(agent, await takePhoto());
      const former = await addressOf();
      await sendPhoto(agent, await takePhoto({ width: 300, height: 300 }));
      expect(await addressOf()).to.not.equal(former);
      expect(await filesOf((await account())._id)).to.have.length(3);
      const stale = await see(`${former}&size=96`);
      expect([stale.status, stale.headers['cache-control']]).to.deep.equal([200, 'public, no-cache']);
    });

    it('leaves one complete photo when it is sent many times at once', async () => {
      const photo = await takePhoto();
      const token = await tokenFrom(agent, paths.ownProfile);
      const answers = await Promise.all(
        Array.from({ length: 5 }, () =>
          agent.post(paths.ownPhoto).field('_csrf', token).attach('photo', photo, 'me.jpg'),
        ),
      );
      expect(answers.map(({ status }) => status)).to.deep.equal([303, 303, 303, 303, 303]);
      const names = (await filesOf((await account())._id)).map(({ filename }) => String(filename));
      expect(names).to.have.length(3);
      expect((await see(`${await addressOf()}&size=512`)).status).to.equal(200);
    });
  });

  describe('is refused, with the form and nothing stored,', () => {
    const tooMany = 'more than 50 megapixels';
    const unreadable = 'cannot be read as a picture';
    const cases: readonly (readonly [string, () => Promise<Buffer>, number, string])[] = [
      ['no file', () => Promise.resolve(Buffer.alloc(0)), 422, 'Choose a picture first.'],
      ['text', () => Promise.resolve(Buffer.from('just words')), 422, unreadable],
      ['a drawing with scripts (SVG)', () => Promise.resolve(svg), 422, unreadable],
      ['GIF', () => takePhoto({ format: 'gif' }), 422, unreadable],
      ['TIFF', () => takePhoto({ format: 'tiff' }), 422, unreadable],
      ['half a JPEG', async () => (await takePhoto()).subarray(0, 900), 422, unreadable],
      ['HEIC of a telephone', () => Promise.resolve(heic), 422, 'Save it as JPEG'],
      ['small', () => takePhoto({ width: 191, height: 600 }), 422, 'at least 192 × 192 pixels'],
      ['a decompression bomb', () => Promise.resolve(bombOf(12_000)), 422, tooMany],
      ['over 8 MB', () => Promise.resolve(Buffer.alloc(8 * 1024 * 1024 + 1, 'x')), 413, 'larger than 8 MB'],
      ['far over 8 MB', () => Promise.resolve(Buffer.alloc(30 * 1024 * 1024, 'x')), 413, 'larger than 8 MB'],
    ];
    for (const [name, make, status, text] of cases) {
      it(`when it is ${name}`, async () => {
        const response = await sendPhoto(agent, await make());
        expect(response.status).to.equal(status);
        expect(response.text)
          .to.contain('role="alert"')
          .and.contain('id="photo-error"')
          .and.contain(text)
          .and.contain('enctype="multipart/form-data"');
        expect(await account()).to.not.have.property('photoVersion');
        expect(await filesOf((await account())._id)).to.be.empty;
      });
    }
  });

  describe('is accepted only from its mentor', () => {
    const form = async () => agent.post(paths.ownPhoto).attach('photo', await takePhoto(), 'me.jpg');

    it('answers 403 without a token, or with one after the file', async () => {
      expect((await form()).status).to.equal(403);
      const token = await tokenFrom(agent, paths.ownProfile);
      const late = await agent
        .post(paths.ownPhoto)
        .attach('photo', await takePhoto(), 'me.jpg')
        .field('_csrf', token);
      expect(late.status).to.equal(403);
      expect(await account()).to.not.have.property('photoVersion');
    });

    it('accepts the token in the header', async () => {
      const token = await tokenFrom(agent, paths.ownProfile);
      const photo = await takePhoto();
      const response = await agent
        .post(paths.ownPhoto)
        .set('x-csrf-token', token)
        .attach('photo', photo, 'me.jpg');
      expect(response.status).to.equal(303);
    });

    it('answers 403 before the file has arrived', async () => {
      const head = multipart('photo', Buffer.alloc(200_000, 'x')).subarray(0, 150_000);
      const { status } = await sendRaw(head, 5_000_000);
      expect(status).to.equal(403);
    });

    it('redirects visitors to the log-in, and answers 403 to users without the role', async () => {
      const photo = await takePhoto();
      const visitor = await supertest(site.app).post(paths.ownPhoto).attach('photo', photo, 'me.jpg');
      expect([visitor.status, visitor.get('Location')?.startsWith(paths.login)]).to.deep.equal([303, true]);
      const user = agentFor(site.app);
      await registerUser(user);
      const token = await tokenFrom(user, paths.dashboard);
      const refused = await user.post(paths.ownPhoto).field('_csrf', token).attach('photo', photo, 'me.jpg');
      expect(refused.status).to.equal(403);
      expect((await user.post(paths.deleteOwnPhoto).type('form').send({ _csrf: token })).status).to.equal(
        403,
      );
    });

    it('answers 400 to a body that is no form or is cut off', async () => {
      const token = await tokenFrom(agent, paths.ownProfile);
      const send = (type: string, body: string) =>
        agent.post(paths.ownPhoto).set({ 'Content-Type': type, 'x-csrf-token': token }).send(body);
      expect((await send('multipart/form-data', 'x')).status).to.equal(400);
      expect((await send('multipart/form-data; boundary=q', 'no part at all')).status).to.equal(400);
      const broken = '--q\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\nhalf';
      expect((await send('multipart/form-data; boundary=q', broken)).status).to.equal(400);
      const endless = `--q\r\n${'Content-Disposition: form-data; name="a"\r\n\r\nx\r\n--q\r\n'.repeat(10_000)}`;
      expect((await send('multipart/form-data; boundary=q', endless)).status).to.be.oneOf([400, 413, 422]);
      expect((await agent.get(paths.ownProfile)).status).to.equal(200);
    });

    it('stores nothing and logs no error if an upload is cut off', async () => {
      const token = await tokenFrom(agent, paths.ownProfile);
      const body = multipart('photo', Buffer.alloc(400_000, 'x')).subarray(0, 100_000);
      const logged = site.logLines.length;
      const sinceThen = () => site.logLines.slice(logged);
      const sending = openRaw(body.length + 300_000, token);
      sending.on('error', () => undefined);
      await new Promise((resolve) => sending.write(body, resolve));
      sending.destroy();
      await until(() => sinceThen().some(({ event }) => event === 'request.refused'));
      expect(sinceThen().filter(({ level }) => level === 'error')).to.be.empty;
      expect(await account()).to.not.have.property('photoVersion');
    });

    function openRaw(length: number, token?: string) {
      // supertest's agent stores cookies for the address it requested.
      const access = { domain: '127.0.0.1', path: '/', secure: false, script: false };
      const cookie = agent.jar.getCookies(access).toValueString();
      return request(`${site.url}${paths.ownPhoto}`, {
        method: 'POST',
        headers: {
          Host: new URL(site.baseUrl).host,
          Cookie: cookie,
          'Content-Type': 'multipart/form-data; boundary=q',
          'Content-Length': length,
          ...(token !== undefined && { 'x-csrf-token': token }),
        },
      });
    }

    async function sendRaw(body: Buffer, length: number): Promise<{ status: number }> {
      const sending = openRaw(length);
      sending.on('error', () => undefined);
      sending.write(body);
      const [answer] = (await once(sending, 'response')) as [{ statusCode: number }];
      sending.destroy();
      return { status: answer.statusCode };
    }
  });

  describe('GET', () => {
    it('is cached for a year if the address has the version, for a month without one, and needs no session', async () => {
      await sendPhoto(agent, await takePhoto());
      const address = `${await addressOf()}&size=192`;
      const seen = await see(address);
      expect(seen.headers).to.include({
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
      });
      expect(seen.headers).to.not.have.any.keys('set-cookie', 'vary');
      expect(seen.headers.etag).to.match(/^"[\w-]+-192"$/);
      const again = await supertest(site.app).get(address).set('If-None-Match', String(seen.headers.etag));
      expect(again.status).to.equal(304);
      const unversioned = await see(address.replace(/v=[^&]+&/, ''));
      expect([unversioned.status, unversioned.headers['cache-control']]).to.deep.equal([
        200,
        'public, max-age=2592000',
      ]);
    });

    it('answers 404 for a missing photo, an unknown or disabled mentor, and another size', async () => {
      const { handle, _id } = await account();
      const at = (size: string) => `${paths.mentorProfile(String(handle))}/photo?size=${size}`;
      expect((await see(at('96'))).status).to.equal(404);
      expect((await see('/mentors/nobody-at-all/photo?size=96')).status).to.equal(404);
      await sendPhoto(agent, await takePhoto());
      for (const size of ['', '0', '97', '096', '1024', 'x', '96&size=192'])
        expect((await see(at(size))).status, size).to.equal(404);
      expect((await see(at('96'))).status).to.equal(200);
      await collection(site, 'users').updateOne({ _id }, { $set: { disabledAt: new Date() } });
      expect((await see(at('96'))).status).to.equal(404);
    });
  });

  it('is deleted on demand with its files; the audit trail has both acts', async () => {
    await sendPhoto(agent, await takePhoto());
    const address = `${await addressOf()}&size=96`;
    const { _id } = await account();
    expect((await post(agent, paths.deleteOwnPhoto)).status).to.equal(303);
    expect((await see(address)).status).to.equal(404);
    expect(await filesOf(_id)).to.be.empty;
    expect((await agent.get(paths.ownProfile)).text).to.contain('Your photo is deleted.');
    const acts = await collection(site, 'auditevents').find({ actorId: _id }).sort({ at: 1 }).toArray();
    expect(acts.map(({ action, outcome }): unknown => [action, outcome])).to.deep.equal([
      ['account.photo-changed', 'done'],
      ['account.photo-removed', 'done'],
    ]);
  });

  it('is part of the personal data, and is erased with the account', async () => {
    await sendPhoto(agent, await takePhoto());
    const address = `${await addressOf()}&size=96`;
    const { _id } = await account();
    const data = (await agent.get(paths.exportAccount)).body as { photo: { base64: string }[] };
    expect(data.photo).to.have.length(1);
    const exported = Buffer.from(data.photo[0]!.base64, 'base64');
    expect(await sharp(exported).metadata()).to.include({ format: 'webp', width: 512 });
    await post(agent, paths.deleteAccount, { currentPassword: person.password }, paths.deleteAccount);
    expect((await see(address)).status).to.equal(404);
    expect(await filesOf(_id)).to.be.empty;
    expect(await collection(site, 'users').findOne({ _id })).to.not.have.property('photoVersion');
  });

  it('loses the files that a dead process left, and keeps the current ones', async () => {
    const { photoRepository, mentorPhotos } = site.services;
    await sendPhoto(agent, await takePhoto());
    const { _id, photoVersion } = await account();
    const userId = String(_id);
    // One process died before the account named the photo, the other between the files and their chunks.
    const some = { 96: Buffer.from('a'), 192: Buffer.from('b'), 512: Buffer.from('c') };
    await photoRepository.insert({ userId, version: 'lost' }, some);
    await photoRepository.insert({ userId, version: 'torn' }, some);
    await collection(site, 'photos.files').deleteMany({ filename: /torn/ });
    expect(await mentorPhotos.removeLoose(), 'too new').to.equal(0);
    site.clock.advance(DAY_MS);
    expect(await mentorPhotos.removeLoose()).to.equal(6);
    const names = (await filesOf(userId)).map(({ filename }) => String(filename));
    expect(names).to.have.members([96, 192, 512].map((size) => `${userId}/${String(photoVersion)}/${size}`));
    const chunks = collection(site, 'photos.chunks');
    const chunksOf = async ({ _id: id }: { _id: unknown }) =>
      chunks.countDocuments({ files_id: id as ObjectId });
    const counts = await Promise.all((await filesOf(userId)).map(chunksOf));
    expect(counts).to.deep.equal([1, 1, 1]);
    expect(await chunks.countDocuments(), 'of torn files').to.equal(
      await collection(site, 'photos.files').countDocuments(),
    );
    expect((await see(`${await addressOf()}&size=96`)).status).to.equal(200);
  });

  it('is rate-limited', async () => {
    const strict = await startSite({ webhooks: false, environment: { RATE_LIMIT_FACTOR: '0.1' } });
    try {
      const mentor = agentFor(strict.app);
      await registerUser(mentor, { role: 'mentor' });
      const photo = await takePhoto({ width: 200, height: 200 });
      for (let round = 0; round < 3; round += 1)
        expect((await sendPhoto(mentor, photo)).status).to.equal(303);
      const refused = await sendPhoto(mentor, photo);
      expect(refused.status).to.equal(429);
      expect(refused.headers).to.have.property('retry-after');
    } finally {
      await strict.close();
    }
  });
});

const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><script/></svg>');
const heic = Buffer.concat([
  Buffer.from('000000186674797068656963', 'hex'),
  Buffer.from('00000000mif1heic'),
  Buffer.alloc(500, 1),
]);

function multipart(field: string, bytes: Buffer): Buffer {
  const head = `--q\r\nContent-Disposition: form-data; name="${field}"; filename="a.jpg"\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--q--\r\n')]);
}

async function colourAt(bytes: Buffer, { left, top }: { left: number; top: number }) {
  const [red = 0, , blue = 0] = await sharp(bytes)
    .extract({ left, top, width: 1, height: 1 })
    .removeAlpha()
    .raw()
    .toBuffer();
  return red > blue ? 'red' : 'blue';
}
