import { expect } from 'chai';
import { closeMongo, type Connection, connectMongo } from '../../../src/gateways/mongo/index.ts';
import { type JobServices, type RunningJobs, startJobs } from '../../../src/jobs/periodic-tasks.ts';
import { type LogLine, recordingLogger } from '../../support/recording-logger.ts';
import { testMongoUri } from '../../support/services.ts';

const names = [
  'webhooks',
  'refunds',
  'mail',
  'missed-mail',
  'sweep',
  'waitlists',
  'mentor-upkeep',
  'slot-index',
  'loose-photos',
  'reconcile',
  'refund-progress',
  'released-seats',
  'account-search',
] as const;
type TaskName = (typeof names)[number];
type Work = () => Promise<void>;

/** Runs of each task per minute, for any number of processes. */
const runsInAMinute: Record<TaskName, number> = {
  webhooks: 30,
  refunds: 30,
  mail: 30,
  'missed-mail': 6,
  sweep: 20,
  waitlists: 2,
  'mentor-upkeep': 20,
  'slot-index': 30,
  'loose-photos': 1,
  reconcile: 1,
  'refund-progress': 1,
  'released-seats': 1,
  'account-search': 6,
};

describe('startJobs', () => {
  let mongo: Connection;
  let now: Date;
  const running: RunningJobs[] = [];

  beforeEach(async () => {
    mongo = await connectMongo(testMongoUri('jobs'));
    now = new Date('2026-12-01T09:00:00Z');
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((jobs) => jobs.stop()));
    await closeMongo(mongo);
  });

  /** The jobs of one process, without Redis. They tick only when the test says so. */
  function start(works: Partial<Record<TaskName, Work>> = {}) {
    const runs = Object.fromEntries(names.map((name) => [name, 0])) as Record<TaskName, number>;
    const lines: LogLine[] = [];
    const task = (name: TaskName) => async () => {
      runs[name] += 1;
      await works[name]?.();
    };
    let tick: Work = () => Promise.reject(new Error('The jobs have no ticker'));
    let isTicking = true;
    const services = {
      webhookInbox: { handlePending: task('webhooks') },
      refunds: { requestDueRefunds: task('refunds'), refreshRequested: task('refund-progress') },
      mailDelivery: { deliverDueMail: task('mail') },
      missedMail: { sweep: task('missed-mail') },
      sweep: { run: task('sweep') },
      waitlist: { advanceWaitlists: task('waitlists') },
      mentorMaintenance: { run: task('mentor-upkeep') },
      mentorPhotos: { removeLoose: task('loose-photos') },
      slotIndexer: { run: task('slot-index') },
      accountSearch: { addMissing: task('account-search') },
      releasedSeats: { moveOldEntries: task('released-seats') },
      reconciler: { run: task('reconcile') },
      config: { reconcileEverySeconds: 60 },
      mongo,
      clock: { now: () => now },
      logger: recordingLogger(lines),
    } as unknown as JobServices;
    const jobs = startJobs(services, (work) => {
      tick = work;
      return () => (isTicking = false);
    });
    running.push(jobs);
    return { runs, lines, jobs, tick: () => tick(), isTicking: () => isTicking };
  }

  /** Ticks all processes together, every half second. */
  async function pass(seconds: number, processes: readonly { tick: Work }[]): Promise<void> {
    for (let halves = 0; halves < 2 * seconds; halves += 1) {
      now = new Date(now.getTime() + 500);
      await Promise.all(processes.map(({ tick }) => tick()));
    }
  }

  const total = (name: TaskName, processes: readonly ReturnType<typeof start>[]) =>
    processes.reduce((sum, { runs }) => sum + runs[name], 0);

  it('runs every task at the start, for work that an earlier process left', () => {
    const { runs } = start();
    expect(runs).to.deep.equal(Object.fromEntries(names.map((name) => [name, 1])));
  });

  it('runs each task once a period in one process', async () => {
    const only = start();
    await only.tick();
    const before = { ...only.runs };
    await pass(60, [only]);
    for (const name of names) expect(only.runs[name] - before[name], name).to.equal(runsInAMinute[name]);
  });

  it('runs each task in three processes as often as in one', async () => {
    const processes = [start(), start(), start()];
    await Promise.all(processes.map(({ tick }) => tick()));
    const before = names.map((name) => total(name, processes));
    await pass(60, processes);
    for (const [index, name] of names.entries()) {
      expect(total(name, processes) - before[index]!, name).to.equal(runsInAMinute[name]);
    }
  });

  it('runs the task a period later in another process if one died with the lease', async () => {
    const dead = start();
    await dead.tick();
    await dead.jobs.stop();
    const next = start();
    const before = next.runs.sweep;
    await pass(3, [next]);
    expect(next.runs.sweep).to.equal(before + 1);
  });

  it('ignores a lease written by a clock that is a day ahead', async () => {
    const { tick, runs } = start();
    await mongo.collection<{ _id: string; dueAt: Date }>('taskleases').insertOne({
      _id: 'sweep',
      dueAt: new Date(now.getTime() + 86_400_000),
    });
    const before = runs.sweep;
    await tick();
    expect(runs.sweep).to.equal(before + 1);
  });

  it('runs every task at once if the leases are lost, and then once a period', async () => {
    const only = start();
    await pass(4, [only]);
    await mongo.dropDatabase();
    const before = only.runs.webhooks;
    await pass(4, [only]);
    expect(only.runs.webhooks - before).to.equal(2);
  });

  it('never runs a task beside itself; a stop waits for it and ends the ticks', async () => {
    let inside = 0;
    let most = 0;
    let finish: () => void = () => undefined;
    const isFinished = new Promise<void>((resolve) => (finish = resolve));
    const slow = start({
      webhooks: async () => {
        inside += 1;
        most = Math.max(most, inside);
        await isFinished;
        inside -= 1;
      },
    });
    await pass(10, [slow]);
    expect(slow.runs.webhooks).to.equal(1);
    expect(slow.runs.refunds).to.be.greaterThan(1);
    running.length = 0;
    const stopped = slow.jobs.stop().then(() => inside);
    expect(slow.isTicking()).to.equal(false);
    finish();
    expect({ inside: await stopped, most }).to.deep.equal({ inside: 0, most: 1 });
  });

  it('logs a task that throws, and runs it again in its next period', async () => {
    const { runs, lines, tick } = start({ sweep: () => Promise.reject(new Error('no')) });
    await pass(7, [{ tick }]);
    expect(runs.sweep).to.equal(4);
    expect(lines.filter(({ event }) => event === 'task.failed').length).to.be.greaterThan(2);
  });

  it('does not throw while MongoDB is down, and continues when it is back', async () => {
    const { runs, tick, lines } = start();
    const [lease] = [mongo.collection('taskleases')];
    await mongo.close();
    await tick();
    expect(lines.map(({ event }) => event)).to.include('jobs.tick-failed');
    await mongo.openUri(`mongodb://${lease.conn.host}:${lease.conn.port}/${lease.conn.name}`);
    const before = runs.sweep;
    await tick();
    expect(runs.sweep).to.equal(before + 1);
  });
});
