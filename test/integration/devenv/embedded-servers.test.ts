import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { startMongo, startRedis, type EmbeddedServer } from '../../../src/devenv/embedded/embedded-server.ts';
import { isGone, isRemoved, withFolder } from '../../support/surroundings.ts';

/** One interface for both servers, so that they share the tests. */
interface Subject {
  readonly name: string;
  readonly start: typeof startMongo;
  readonly write: (uri: string, value: string) => Promise<void>;
  readonly read: (uri: string) => Promise<string | null | undefined>;
}

interface Note {
  readonly _id: string;
  readonly text: string;
}

async function onMongo<T>(uri: string, use: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = await MongoClient.connect(uri);
  return use(client).finally(() => client.close());
}

async function onRedis<T>(uri: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(uri);
  return use(redis).finally(() => redis.disconnect());
}

const subjects: Subject[] = [
  {
    name: 'mongod',
    start: startMongo,
    write: (uri, text) =>
      onMongo(uri, async (client) => {
        const notes = client.db('notes').collection<Note>('notes');
        await notes.insertOne({ _id: 'note', text }, { writeConcern: { w: 'majority', journal: true } });
      }),
    read: (uri) =>
      onMongo(uri, async (client) => {
        const note = await client.db('notes').collection<Note>('notes').findOne({ _id: 'note' });
        return note?.text;
      }),
  },
  {
    name: 'redis-server',
    start: startRedis,
    write: (uri, text) =>
      onRedis(uri, async (redis) => {
        await redis.set('note', text);
      }),
    read: (uri) => onRedis(uri, (redis) => redis.get('note')),
  },
];

for (const { name, start, write, read } of subjects) {
  describe(`embedded ${name}`, () => {
    let server: EmbeddedServer | undefined;

    afterEach(async () => {
      await server?.stop();
      server = undefined;
    });

    it('serves its data on the same port after a kill and a restart', async () => {
      server = await start();
      await write(server.uri, 'kept');
      const { port, pid } = server;
      await server.kill('SIGKILL');
      expect(await isGone(pid)).to.equal(true);
      server = await server.restart();
      expect(server.port).to.equal(port);
      expect(await read(server.uri)).to.equal('kept');
    });

    it('serves the data of its folder after a stop and a start on another port', () =>
      withFolder(async (dataDir) => {
        server = await start({ dataDir });
        const { port } = server;
        await write(server.uri, 'moved');
        await server.stop();
        server = await start({ dataDir, port: port === 65_535 ? port - 1 : port + 1 });
        expect(await read(server.uri)).to.equal('moved');
        expect(server.port).to.not.equal(port);
        await server.stop();
      }));

    it('starts on another port if the requested one is taken', async () => {
      server = await start();
      const second = await start({ port: server.port });
      expect(second.port).to.not.equal(server.port);
      await second.stop();
    });

    it('leaves nothing of a throw-away folder when it stops, even while suspended', async () => {
      const suspended = await start();
      await suspended.kill('SIGSTOP');
      await suspended.stop();
      expect(await isGone(suspended.pid)).to.equal(true);
      expect(await isRemoved(suspended.dataDir)).to.equal(true);
    });

    it('waits with a second start on its folder until the first has ended', () =>
      withFolder(async (dataDir) => {
        const first = await start({ dataDir });
        await write(first.uri, 'handed over');
        const second = start({ dataDir });
        await first.stop();
        server = await second;
        expect(await read(server.uri)).to.equal('handed over');
        expect(await readFile(join(server.dataDir, 'server.pid'), 'utf8')).to.equal(String(server.pid));
        await server.stop();
      }));
  });
}
