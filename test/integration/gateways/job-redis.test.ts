import { Queue, QueueEvents, Worker } from 'bullmq';
import { expect } from 'chai';
import { closeRedis, connectJobRedis, type Redis } from '../../../src/gateways/redis/index.ts';
import { testRedisPrefix, testRedisUrl } from '../../support/services.ts';
import { recordingLogger } from '../../unit/gateways/razorpay-builders.ts';

describe('connectJobRedis', () => {
  it('BullMQ runs a job over connections of ours', async () => {
    const connections: Redis[] = [];
    const connection = () => {
      const redis = connectJobRedis(testRedisUrl(), { name: 'jobs', logger: recordingLogger() });
      connections.push(redis);
      return redis;
    };
    const prefix = testRedisPrefix('bullmq').slice(0, -1);
    const queue = new Queue<{ paymentId: string }>('refunds', { connection: connection(), prefix });
    const events = new QueueEvents('refunds', { connection: connection(), prefix });
    const worker = new Worker<{ paymentId: string }, string>(
      'refunds',
      (job) => Promise.resolve(`refunded ${job.data.paymentId}`),
      { connection: connection(), prefix },
    );
    try {
      await events.waitUntilReady();
      const job = await queue.add('refund', { paymentId: 'pay_1' });
      expect(await job.waitUntilFinished(events, 5000)).to.equal('refunded pay_1');
      await queue.obliterate({ force: true });
    } finally {
      await Promise.all([worker.close(), events.close(), queue.close()]);
      await Promise.all(connections.map(closeRedis));
    }
  });
});
