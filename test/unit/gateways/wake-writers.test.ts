import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
// Importing the connection applies the patch.
import '../../../src/gateways/mongo/mongo-connection.ts';
import type { DriverConnection } from '../../../src/gateways/mongo/wake-writers.ts';

/** The driver versions that the patch was checked with. */
const CHECKED_DRIVER_VERSIONS = ['7.8.0', '7.9.0'];

type ConnectionClass = new (socket: Socket, options: object) => DriverConnection;

const require = createRequire(import.meta.url);
const requireAsMongoose = createRequire(require.resolve('mongoose'));
const CONNECTION_MODULE = require.resolve('mongodb/lib/cmap/connection.js');
const load = () => (require(CONNECTION_MODULE) as { Connection: ConnectionClass }).Connection;

/** The driver's class without the patch. */
function loadUnpatched(): ConnectionClass {
  const patched = require.cache[CONNECTION_MODULE];
  Reflect.deleteProperty(require.cache, CONNECTION_MODULE);
  try {
    return load();
  } finally {
    require.cache[CONNECTION_MODULE] = patched;
  }
}

describe('the patch of the MongoDB driver', () => {
  let server: Server;
  before(async () => {
    server = createServer((socket) => void socket.resume());
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  after(() => server.close());

  /**
   * Writes a command and destroys its socket meanwhile. Returns whether the write fails or still hangs after
   * `patienceMs`.
   */
  async function writeToDyingSocket(
    Connection: ConnectionClass,
    patienceMs: number,
  ): Promise<'hangs' | 'fails'> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    const connection = new Connection(socket, { id: 1, generation: 0 });
    const command = {
      toBin: async () => {
        socket.destroy();
        await once(socket, 'close');
        return [Buffer.from('command')];
      },
    };
    const written = connection.writeCommand(command, { agreedCompressor: 'none' }).then(
      () => expect.fail('It was written to a destroyed socket'),
      () => 'fails' as const,
    );
    return Promise.race([written, sleep(patienceMs, 'hangs' as const, { ref: false })]);
  }

  it('patches the copy of the driver that mongoose uses', () => {
    expect(requireAsMongoose.resolve('mongodb/lib/cmap/connection.js')).to.equal(CONNECTION_MODULE);
  });

  it('was checked with this very version of the driver', () => {
    const { version } = require('mongodb/package.json') as { version: string };
    expect(CHECKED_DRIVER_VERSIONS, 'try the two tests below, then add the version').to.include(version);
  });

  it('a write to a connection that ends meanwhile fails, so that the request or job goes on', async () => {
    expect(await writeToDyingSocket(load(), 20_000)).to.equal('fails');
  });

  it('is still needed: without it such a write hangs', async () => {
    expect(await writeToDyingSocket(loadUnpatched(), 500), 'remove wake-writers.ts').to.equal('hangs');
  });
});
