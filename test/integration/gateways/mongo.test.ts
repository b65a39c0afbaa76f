import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import mongoose, { Schema, type Connection } from 'mongoose';
import { startMongo, type EmbeddedServer } from '../../../src/devenv/embedded/embedded-server.ts';
import {
  closeMongo,
  connectMongo,
  isDuplicateKey,
  isMongoUnavailable,
} from '../../../src/gateways/mongo/index.ts';
import { testMongoUri } from '../../support/services.ts';
import { timed } from '../../support/stopwatch.ts';
import { until } from '../../support/until.ts';

interface Person {
  _id: number;
  email: string;
}

const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

interface Driver {
  readonly topology: {
    readonly s: {
      readonly servers: ReadonlyMap<
        string,
        { readonly pool: { readonly connections: Iterable<{ socket: Socket }> } }
      >;
    };
  };
}

/** Reads private fields of the driver: it has no public access to its sockets. */
function idleSocketsOf(connection: Connection): Socket[] {
  const { topology } = connection.getClient() as unknown as Driver;
  return [...topology.s.servers.values()].flatMap(({ pool }) =>
    [...pool.connections].map(({ socket }) => socket),
  );
}

describe('MongoDB connections', () => {
  let connection: Connection;

  before(async () => {
    connection = await connectMongo(testMongoUri('gateway'), { appName: 'sureslot-test' });
  });
  after(async () => {
    await connection.dropDatabase();
    await closeMongo(connection);
  });

  it('write with majority and journal, and read only majority-committed data', async () => {
    const { options } = connection.getClient();
    expect(options.writeConcern).to.include({ w: 'majority', j: true });
    expect(options.readConcern.level).to.equal('majority');
    expect(options.retryWrites).to.be.true;
    await pingMongo(connection);
  });

  it('name the unique index that refused a write', async () => {
    const people = connection.collection<Person>('people');
    await people.createIndex({ email: 1 }, { unique: true }, {});
    await people.insertOne({ _id: 1, email: 'a' });
    const sameEmail = await errorOf(people.insertOne({ _id: 2, email: 'a' }));
    expect(isDuplicateKey(sameEmail)).to.be.true;
    expect(isDuplicateKey(sameEmail, 'email')).to.be.true;
    expect(isDuplicateKey(sameEmail, '_id')).to.be.false;
    expect(isDuplicateKey(await errorOf(people.insertOne({ _id: 1, email: 'b' })), '_id')).to.be.true;
    expect(isMongoUnavailable(sameEmail)).to.be.false;
    expect(isDuplicateKey(new Error('E11000'))).to.be.false;
  });

  it('let a caller read the other row after a duplicate key', async () => {
    const rows = connection.collection<Person>('rows');
    const insertOrRead = async (_id: number, email: string) => {
      const error = await errorOf(rows.insertOne({ _id, email }));
      if (error !== undefined) expect(isDuplicateKey(error, '_id')).to.be.true;
      return rows.findOne({ _id });
    };
    for (let _id = 0; _id < 50; _id += 1) {
      const seen = await Promise.all(['a', 'b', 'c', 'd'].map((email) => insertOrRead(_id, email)));
      expect(new Set(seen.map((row) => row?.email)).size).to.equal(1);
      expect(seen[0]).to.not.be.null;
    }
  });

  it("count Node's own socket errors, which the driver may pass on, as unavailable", () => {
    const broken = Object.assign(new Error('This socket has been ended by the other party'), {
      code: 'EPIPE',
    });
    expect(isMongoUnavailable(broken)).to.be.true;
    expect(isMongoUnavailable(new Error('wrapped', { cause: broken }))).to.be.true;
    expect(isMongoUnavailable(new Error('other'))).to.be.false;
    expect(isMongoUnavailable(undefined)).to.be.false;
  });

  it('count a server that answers but refuses writes (disk full, writes blocked) as unavailable', () => {
    const refusal = (code: number) => new mongoose.mongo.MongoServerError({ message: 'No writes', code });
    for (const code of [14_031, 371]) {
      expect(isMongoUnavailable(refusal(code)), String(code)).to.be.true;
      expect(isMongoUnavailable(new Error('wrapped', { cause: refusal(code) })), String(code)).to.be.true;
    }
    expect(isMongoUnavailable(refusal(121)), 'a document that fails validation').to.be.false;
  });

  it('fail at once as unavailable after they are closed', async () => {
    const closed = await connectMongo(testMongoUri('closed'));
    const Model = closed.model('Thing', new Schema({ name: String }));
    await closeMongo(closed);
    await closeMongo(closed);
    expect(isMongoUnavailable(await errorOf(Model.findOne().exec()))).to.be.true;
  });

  it('fail at once for a malformed address, and after the waiting time for a missing server', async () => {
    const malformed = await errorOf(connectMongo('mongodb://'));
    expect(isMongoUnavailable(malformed)).to.be.false;
    const { result: nobody, milliseconds } = await timed(() =>
      errorOf(connectMongo('mongodb://127.0.0.1:1/x', { maxWaitMs: 0 })),
    );
    expect(isMongoUnavailable(nobody)).to.be.true;
    expect(milliseconds).to.be.below(5000);
  });

  describe('in an outage', () => {
    let server: EmbeddedServer;
    let own: Connection;

    before(async () => {
      server = await startMongo();
      own = await connectMongo(server.uri);
      await own.collection<Person>('people').insertOne({ _id: 1, email: 'a' });
    });
    after(async () => {
      await closeMongo(own);
      await server.stop();
    });

    it('retry a call whose connection ends during the write, without hanging', async () => {
      const people = own.collection<Person>('people');
      await Promise.all(Array.from({ length: 5 }, () => people.findOne({ _id: 1 })));
      const sockets = idleSocketsOf(own);
      expect(sockets.length).to.be.greaterThan(0);
      for (const socket of sockets) {
        // Simulates Node's behaviour when the peer has closed the connection and the socket is closing.
        socket.write = () => {
          socket.destroy();
          return false;
        };
      }
      const hangs = sleep(20_000, 'hangs', { ref: false });
      const found = await Promise.race([people.findOne({ _id: 1 }), hangs]);
      expect(found).to.deep.equal({ _id: 1, email: 'a' });
    });

    it('fail within 3 s as unavailable after the server is killed, and work after its restart', async () => {
      const people = own.collection<Person>('people');
      await server.kill('SIGKILL');
      for (const call of [
        () => people.findOne({ _id: 1 }),
        () => people.insertOne({ _id: 2, email: 'b' }),
        () => pingMongo(own),
      ]) {
        const { result: error, milliseconds } = await timed(() => errorOf(call()));
        expect(isMongoUnavailable(error)).to.be.true;
        expect(milliseconds).to.be.below(3500);
      }
      server = await server.restart();
      await until(async () => (await errorOf(pingMongo(own))) === undefined);
      expect(await people.findOne({ _id: 1 })).to.deep.equal({ _id: 1, email: 'a' });
    });
  });
});

async function pingMongo(connection: Connection): Promise<void> {
  await connection.getClient().db().command({ ping: 1 });
}
