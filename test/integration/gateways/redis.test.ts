import { expect } from 'chai';
import { type EmbeddedServer, startRedis } from '../../../src/devenv/embedded/embedded-server.ts';
import { closeRedis, connectRedis, isRedisUnavailable, type Redis } from '../../../src/gateways/redis.ts';
import { recordingLogger } from '../../support/razorpay-builders.ts';
import { timed } from '../../support/stopwatch.ts';
import { until } from '../../support/until.ts';

interface Outcome {
  readonly error: unknown;
  readonly milliseconds: number;
}

async function outcomeOf(command: () => Promise<unknown>): Promise<Outcome> {
  const { result, milliseconds } = await timed(() =>
    command().then(
      () => undefined,
      (thrown: unknown) => thrown,
    ),
  );
  return { error: result, milliseconds };
}

/** Repeats a command until it succeeds. */
function untilServed(client: Redis): Promise<unknown> {
  return until(async () => (await outcomeOf(() => client.ping())).error === undefined);
}

describe('Redis connections', () => {
  let server: EmbeddedServer;
  let client: Redis;
  let logger: ReturnType<typeof recordingLogger>;

  before(async () => {
    server = await startRedis();
  });
  after(() => server.stop());
  beforeEach(async () => {
    logger = recordingLogger();
    client = await connectRedis(server.uri, { name: 'sessions', logger });
  });
  afterEach(() => closeRedis(client));

  it('can be used as soon as connectRedis resolves', async () => {
    await client.set('a', '1');
    expect(await client.get('a')).to.equal('1');
    expect(logger.events).to.be.empty;
  });

  it('resolve after about 2 s without a server, and commands then fail at once', async () => {
    const { result: lost, milliseconds: connecting } = await timed(() =>
      connectRedis('redis://127.0.0.1:1', { name: 'sessions', logger }),
    );
    expect(connecting).to.be.below(4000);
    const { error, milliseconds } = await outcomeOf(() => lost.get('a'));
    expect(isRedisUnavailable(error)).to.be.true;
    expect(milliseconds).to.be.below(500);
    expect(logger.events).to.deep.equal(['redis.unavailable']);
    await closeRedis(lost);
  });

  it('end a command within 2 s if the server hangs, later ones at once, and recover', async () => {
    await server.kill('SIGSTOP');
    try {
      const { error, milliseconds } = await outcomeOf(() => client.get('a'));
      expect(isRedisUnavailable(error)).to.be.true;
      expect(milliseconds).to.be.below(2000);
      await until(() => client.status !== 'ready');
      const later = await outcomeOf(() => client.get('a'));
      expect(isRedisUnavailable(later.error)).to.be.true;
      expect(later.milliseconds).to.be.below(500);
    } finally {
      await server.kill('SIGCONT');
    }
    await untilServed(client);
  });

  it('fail at once after the server is killed, and log one line for the outage and one for the recovery', async () => {
    await server.kill('SIGKILL');
    await until(() => client.status !== 'ready');
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const { error, milliseconds } = await outcomeOf(() => client.set('stale', String(attempt)));
      expect(isRedisUnavailable(error)).to.be.true;
      expect(milliseconds).to.be.below(1000);
    }
    await until(() => logger.events.length > 0);
    server = await server.restart();
    await untilServed(client);
    expect(await client.get('stale')).to.be.null;
    expect(logger.events).to.deep.equal(['redis.unavailable', 'redis.recovered']);
  });

  it('close in time although the server hangs', async () => {
    await server.kill('SIGSTOP');
    const { milliseconds } = await outcomeOf(() => closeRedis(client));
    await server.kill('SIGCONT');
    expect(milliseconds).to.be.below(1900);
  });

  it('do not count an error of the command itself as an outage', async () => {
    await client.set('text', 'a');
    const { error } = await outcomeOf(() => client.lpush('text', 'b'));
    expect(error).to.be.instanceOf(Error);
    expect(isRedisUnavailable(error)).to.be.false;
    expect(isRedisUnavailable(undefined)).to.be.false;
    expect(isRedisUnavailable(new Error('wrapped', { cause: new Error('Command timed out') }))).to.be.true;
  });
});
