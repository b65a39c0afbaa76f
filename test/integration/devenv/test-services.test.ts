import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { testMongoUri, testRedisPrefix } from '../../support/services.ts';

describe('test services', () => {
  it('a test database takes majority writes that no other test sees', async () => {
    const [mine, other] = await Promise.all([
      MongoClient.connect(testMongoUri('own')),
      MongoClient.connect(testMongoUri('own')),
    ]);
    await mine
      .db()
      .collection('notes')
      .insertOne({ text: 'kept' }, { writeConcern: { w: 'majority', journal: true } });
    expect(await mine.db().collection('notes').countDocuments()).to.equal(1);
    expect(await other.db().collection('notes').countDocuments()).to.equal(0);
    await Promise.all([mine.close(), other.close()]);
  });

  it('a key prefix differs each time, even for the same name', () => {
    expect(testRedisPrefix('sessions'))
      .to.match(/^sureslot_test_\w+_sessions_\w+:$/)
      .and.not.equal(testRedisPrefix('sessions'));
  });
});
