import { expect } from 'chai';
import { type Connection, Schema } from 'mongoose';
import {
  closeMongo,
  connectMongo,
  isMongoUnavailable,
  joinInserts,
} from '../../../src/gateways/mongo/index.ts';
import { type EmbeddedServer, startMongo } from '../../../src/devenv/embedded/embedded-server.ts';

describe('joinInserts', () => {
  let server: EmbeddedServer;
  let connection: Connection;
  before(async () => {
    server = await startMongo({ failPoints: true });
    connection = await connectMongo(server.uri, { appName: 'sureslot-test' });
  });
  after(async () => {
    await closeMongo(connection);
    await server.stop();
  });

  const configure = (failPoint: object) =>
    connection
      .getClient()
      .db('admin')
      .command({ configureFailPoint: 'failCommand', ...failPoint });

  const openTickets = () => {
    const model = connection.model(`Ticket${crypto.randomUUID()}`, new Schema({ _id: String, note: String }));
    return { model, insert: joinInserts(model) };
  };

  it('tells each caller how many of its own were new', async () => {
    const { model, insert } = openTickets();
    await insert([{ _id: 'old' }]);
    const counts = await Promise.all([
      insert([{ _id: 'a' }]),
      insert([{ _id: 'old', note: 'again' }]),
      insert([{ _id: 'b' }, { _id: 'a' }, { _id: 'c' }]),
    ]);
    expect(counts).to.deep.equal([1, 0, 2]);
    const stored = await model.find().sort({ _id: 1 }).lean();
    expect(stored.map(({ _id }) => _id)).to.deep.equal(['a', 'b', 'c', 'old']);
    expect(stored.at(-1), 'the first stays').to.not.have.property('note');
  });

  it('leaves out what is undefined', async () => {
    const { model, insert } = openTickets();
    await insert([{ _id: 'a', note: undefined }]);
    expect(await model.findById('a').lean()).to.deep.equal({ _id: 'a' });
  });

  it('passes an error of one document only to its caller', async () => {
    const { model, insert } = openTickets();
    await model.createCollection({ validator: { note: { $ne: 'forbidden' } } });
    const [first, second] = await Promise.allSettled([
      insert([{ _id: 'a' }]),
      insert([{ _id: 'b', note: 'forbidden' }]),
    ]);
    expect(first).to.include({ value: 1 });
    expect(second).to.have.nested.property('reason.code', 121);
  });

  const outcomes = {
    'the connection breaks': { closeConnection: true },
    'the members do not confirm': {
      writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' },
    },
  };
  for (const [what, data] of Object.entries(outcomes))
    it(`passes the error to every caller: ${what}`, async () => {
      const { insert } = openTickets();
      const failCommands = { failCommands: ['insert'], ...data };
      await configure({ mode: { times: 2 }, data: failCommands });
      const results = await Promise.allSettled([insert([{ _id: 'a' }]), insert([{ _id: 'b' }])]);
      await configure({ mode: 'off' });
      for (const result of results) {
        expect(result.status).to.equal('rejected');
        expect(isMongoUnavailable((result as PromiseRejectedResult).reason)).to.be.true;
      }
    });
});
