import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { startRedis, type EmbeddedServer } from '../../../src/devenv/embedded/index.ts';
import { startJobs, type JobServices, type RunningJobs } from '../../../src/jobs/index.ts';
import { recordingLogger, type LogLine } from '../../support/recording-logger.ts';
import { until } from '../../support/webhook.ts';
import { silentReport } from '../../../src/devenv/report.ts';
import { Redis } from 'ioredis';

describe('startJobs', () => {
  let redis: EmbeddedServer;
  const running: RunningJobs[] = [];

  before(async () => {
    redis = await startRedis({ report: silentReport });
  });
  after(() => redis.stop());
  afterEach(async () => {
    await Promise.all(running.splice(0).map((jobs) => jobs.stop()));
  });

  /** Jobs of one process; `runs` counts what it did. */
  function start(redisPrefix: string, details: { redisUrl?: string; webhooks?: () => Promise<void> } = {}) {
    const runs = { webhooks: 0, refunds: 0, sweep: 0, reconcile: 0 };
    const count = (name: keyof typeof runs) => () => {
      runs[name] += 1;
      return Promise.resolve();
    };
    const lines: LogLine[] = [];
    const services = {
      webhookInbox: { handlePending: details.webhooks ?? count('webhooks') },
      refunds: { requestDueRefunds: count('refunds'), refreshRequested: () => Promise.resolve(0) },
      sweep: { run: count('sweep') },
      reconciler: { run: count('reconcile') },
      config: { reconcileEverySeconds: 60, redisUrl: details.redisUrl ?? redis.uri },
      redisPrefix,
      logger: recordingLogger(lines),
    } as unknown as JobServices;
    const jobs = startJobs(services);
    running.push(jobs);
    return { runs, jobs, lines };
  }

  it('tasks run at once, and again and again', async () => {
    const { runs } = start('again:');
    expect(runs).to.deep.equal({ webhooks: 1, refunds: 1, sweep: 1, reconcile: 1 });
    await until(
      async () => Promise.resolve(runs.webhooks >= 4 && runs.refunds >= 4 && runs.sweep >= 3),
      12_000,
    );
    expect(runs.webhooks).to.be.lessThan(12);
  });

  it('two processes share the work of one schedule', async () => {
    const [one, two] = [start('shared:'), start('shared:')];
    await sleep(7000);
    const runs = one.runs.webhooks + two.runs.webhooks - 2;
    expect(runs).to.be.within(2, 6);
  });

  it('Redis emptied: the schedule is back within seconds', async () => {
    const { runs } = start('emptied:');
    await until(() => Promise.resolve(runs.webhooks >= 2));
    const client = new Redis(redis.uri);
    await client.flushall();
    await client.quit();
    const before = runs.webhooks;
    const emptiedAt = performance.now();
    await until(() => Promise.resolve(runs.webhooks >= before + 2), 8000);
    expect(performance.now() - emptiedAt).to.be.lessThan(7000);
  });

  it('Redis away: the tasks run by the timer, and a stop does not hang', async () => {
    const { runs, jobs } = start('away:', { redisUrl: 'redis://127.0.0.1:1' });
    await until(() => Promise.resolve(runs.webhooks >= 3), 12_000);
    const stopping = performance.now();
    running.length = 0;
    await jobs.stop();
    expect(performance.now() - stopping).to.be.lessThan(6000);
  });

  it('a stop waits for what is under way, and a task never runs beside itself', async () => {
    let inside = 0;
    let most = 0;
    const { jobs } = start('stop:', {
      webhooks: async () => {
        inside += 1;
        most = Math.max(most, inside);
        await sleep(3500);
        inside -= 1;
      },
    });
    await sleep(2500);
    running.length = 0;
    await jobs.stop();
    expect({ inside, most }).to.deep.equal({ inside: 0, most: 1 });
  });

  it('a task that throws is logged and runs again', async () => {
    let runs = 0;
    const { lines } = start('throws:', {
      webhooks: () => {
        runs += 1;
        return Promise.reject(new Error('no'));
      },
    });
    await until(() => Promise.resolve(runs >= 2), 8000);
    expect(lines.filter(({ event }) => event === 'task.failed').length).to.be.greaterThan(0);
  });
});
