import { expect } from 'chai';
import { externalServices, withDatabase } from '../../../src/devenv/embedded-services.ts';

const real = { MONGODB_URI: 'mongodb://db.example/shop', REDIS_URL: 'redis://cache.example/0' };

describe('externalServices', () => {
  it('ignores services in the environment without the consent to use them', () => {
    expect(externalServices('sureslot_demo', real)).to.equal(undefined);
    expect(externalServices('sureslot_demo', { ...real, SURESLOT_USE_EXTERNAL: '0' })).to.equal(undefined);
  });

  it('uses its own database and key prefix in such services', () => {
    expect(externalServices('sureslot_demo', { ...real, SURESLOT_USE_EXTERNAL: '1' })).to.deep.equal({
      mongodbUri: 'mongodb://db.example/sureslot_demo',
      redisUrl: real.REDIS_URL,
      redisKeyPrefix: 'sureslot_demo:',
    });
  });

  it('refuses if only one of the services is named', () => {
    const environment = { REDIS_URL: real.REDIS_URL, SURESLOT_USE_EXTERNAL: '1' };
    expect(() => externalServices('sureslot_demo', environment)).to.throw('needs MONGODB_URI and REDIS_URL');
  });
});

describe('withDatabase', () => {
  for (const [given, expected] of [
    ['mongodb://a:27017', 'mongodb://a:27017/own'],
    ['mongodb://a:1,b:2,c:3/shop?replicaSet=rs0', 'mongodb://a:1,b:2,c:3/own?replicaSet=rs0'],
    ['mongodb+srv://me:pw@cluster.example/?w=1', 'mongodb+srv://me:pw@cluster.example/own?w=1'],
    ['mongodb://me:pw@a/shop', 'mongodb://me:pw@a/own?authSource=shop'],
    ['mongodb://me:pw@a/shop?authSource=admin', 'mongodb://me:pw@a/own?authSource=admin'],
  ] as const) {
    it(`${given} names our database and still logs in as before`, () => {
      expect(withDatabase(given, 'own')).to.equal(expected);
    });
  }

  it('refuses a text that is no connection string', () => {
    expect(() => withDatabase('db.example', 'own')).to.throw('not a MongoDB connection string');
  });
});
