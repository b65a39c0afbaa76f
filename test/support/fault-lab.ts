import { expect } from 'chai';
import { type Collection, type Db, type Document, MongoClient, ObjectId } from 'mongodb';
import { compose, type Services } from '../../src/compose.ts';
import { loadConfig } from '../../src/config/config.ts';
import { withDatabase } from '../../src/devenv/embedded-services.ts';
import { type EmbeddedServer, startMongo, startRedis } from '../../src/devenv/embedded/embedded-server.ts';
import {
  type PayInput,
  type RazorpaySandbox,
  type RazorpaySandboxClient,
  startRazorpaySandbox,
} from '../../src/devenv/razorpay-sandbox/index.ts';
import type { NewTimeSlot } from '../../src/features/slots/time-slot.repository.ts';
import type { TimeSlot } from '../../src/features/slots/time-slot.ts';
import { paths } from '../../src/paths.ts';
import { toPaise } from '../../src/shared/money.ts';
import type { Role } from '../../src/web/guards.ts';
import { type AppProcess, startAppProcess } from './app-process.ts';
import { FailPoints } from './fail-points.ts';
import { freePort } from './free-port.ts';
import { auditLedger } from './ledger-audit.ts';
import { LAB_BASE_URL, newLogin, Payer, type Told } from './payer.ts';
import { recordingLogger } from './recording-logger.ts';
import { razorpaySecrets, siteEnvironment } from './site.ts';
import { SmtpServer } from './smtp-server.ts';
import { until } from './until.ts';

const DATABASE = 'faults';
const REDIS_PREFIX = 'sureslot:';
const HOUR = 3_600_000;
/** Milliseconds in which everything must be settled after the last fault. */
const SETTLING_MS = 25_000;

interface Row extends Document {
  _id: ObjectId | string;
}

export interface LabOptions {
  /** Added to the environment of the applications. */
  readonly environment?: Record<string, string>;
}

/**
 * Two server processes, a mongod and a Redis that tests may kill, hang and empty, and a Razorpay that fails
 * on request. The reconciler ignores orders younger than 10 minutes; `forget` makes an order old enough.
 */
export class FaultLab {
  readonly told: Told[] = [];
  private readonly reported = new Set<string>();

  private constructor(
    private readonly parts: {
      readonly environment: Record<string, string>;
      readonly sandbox: RazorpaySandbox;
      readonly smtp: SmtpServer;
      readonly client: MongoClient;
      readonly services: Services;
      readonly apps: readonly [LabApp, LabApp];
      mongo: EmbeddedServer;
      readonly redis: EmbeddedServer;
    },
  ) {}

  static async start(options: LabOptions = {}): Promise<FaultLab> {
    const [mongo, redis, sandbox, smtp] = await Promise.all([
      startMongo({ failPoints: true }),
      startRedis(),
      startRazorpaySandbox(razorpaySecrets),
      SmtpServer.start(),
    ]);
    const environment = {
      ...siteEnvironment(sandbox.url, Number(new URL(LAB_BASE_URL).port)),
      TRUST_PROXY: '1',
      MONGODB_URI: withDatabase(mongo.uri, DATABASE),
      REDIS_URL: redis.uri,
      RECONCILE_EVERY_S: '1',
      RECONCILE_AFTER_S: '600',
      SMTP_URL: smtp.url,
      RATE_LIMIT_FACTOR: '100000',
      ...options.environment,
    };
    // Starts no server or job. Rows use these services for what no page offers.
    const services = await compose(loadConfig(environment), { name: 'lab', logger: recordingLogger([]) });
    await services.buildIndexes();
    const client = await new MongoClient(environment.MONGODB_URI).connect();
    const apps = await Promise.all([LabApp.start(environment), LabApp.start(environment)]);
    const lab = new FaultLab({ environment, sandbox, smtp, client, services, apps, mongo, redis });
    await lab.reset();
    return lab;
  }

  get environment(): Record<string, string> {
    return this.parts.environment;
  }

  get services(): Services {
    return this.parts.services;
  }

  /** The server that the faults hit. */
  get first(): LabApp {
    return this.parts.apps[0];
  }

  get second(): LabApp {
    return this.parts.apps[1];
  }

  get razorpay(): RazorpaySandboxClient {
    return this.parts.sandbox.control;
  }

  get razorpayUrl(): string {
    return this.parts.sandbox.url;
  }

  get redis(): EmbeddedServer {
    return this.parts.redis;
  }

  get db(): Db {
    return this.parts.client.db(DATABASE);
  }

  get failPoints(): FailPoints {
    return new FailPoints(this.parts.client, DATABASE, 'sureslot-server');
  }

  collection(name: string): Collection<Row> {
    return this.db.collection(name);
  }

  /** Removes all faults and holds. Webhooks then go to the second server, with quick retries. */
  async reset(): Promise<void> {
    await Promise.all([
      ...this.parts.apps.map((app) => app.revive()),
      this.failPoints.releaseAll(),
      this.razorpay.clearFaults(),
      this.razorpay.clearWebhookRules(),
      this.razorpay.resumeWebhooks(),
      this.razorpay.changeSettings({
        webhookUrl: this.second.url + paths.razorpayWebhook,
        webhookRetryBaseMs: 250,
        webhookRetryCapMs: 1000,
        refundStatus: 'processed',
        refundProcessingMs: 0,
      }),
    ]);
  }

  /** Kills mongod at once. It may lose writes that were not durable yet. */
  async killMongo(): Promise<void> {
    await this.parts.mongo.kill('SIGKILL');
  }

  async restartMongo(): Promise<void> {
    this.parts.mongo = await this.parts.mongo.restart();
  }

  async emptyRedis(): Promise<void> {
    await this.services.redis.flushall();
  }

  /** A logged-in user. */
  async payer(): Promise<Payer> {
    return (await this.payers(1))[0]!;
  }

  /** A logged-in user with another role. */
  async person(role: Role): Promise<Payer> {
    return (await this.payers(1, [role]))[0]!;
  }

  async payers(count: number, roles: readonly Role[] = ['user']): Promise<readonly Payer[]> {
    const users = Array.from({ length: count }, () => ({
      _id: new ObjectId(),
      name: 'Asha Rao',
      email: `asha.${new ObjectId().toHexString()}@example.com`,
      passwordHash: 'none',
      roles,
      timeZone: 'Asia/Kolkata',
      sessionEpoch: 0,
      createdAt: new Date(),
    }));
    await this.collection('users').insertMany(users);
    return Promise.all(
      users.map(async ({ _id, email }) => {
        const userId = _id.toHexString();
        return new Payer({ userId, email }, await this.logIn(userId), this.told);
      }),
    );
  }

  /** Creates a new login session for a user. */
  async logIn(userId: string) {
    const { login, sessionId, session } = newLogin(userId, this.environment.SESSION_SECRET!);
    await this.services.redis.set(`${REDIS_PREFIX}sess:${sessionId}`, session, 'EX', 7200);
    return login;
  }

  /** Creates an open slot: in two days, one seat, ₹499, unless told otherwise. */
  async slot(details: Partial<NewTimeSlot> = {}): Promise<TimeSlot> {
    return this.services.slots.create({
      title: 'System design',
      description: 'One question in depth.',
      topic: 'Interviews',
      sessionType: (details.maxStudents ?? 1) > 1 ? 'group' : 'one-on-one',
      scheduledAt: new Date(Math.ceil(Date.now() / HOUR) * HOUR + 48 * HOUR),
      duration: 60,
      timeZone: 'Asia/Kolkata',
      price: toPaise(49_900),
      maxStudents: 1,
      refundPolicy: 'flexible',
      meetingUrl: '',
      mentorId: new ObjectId().toHexString(),
      ...details,
    });
  }

  /** Books and pays on the second server. By default no webhook is sent. */
  async bookAndPay(payer: Payer, slot: TimeSlot, payment: PayInput = {}) {
    const { bookingId, orderId } = await payer.book(this.second.url, slot.id);
    const made = await this.razorpay.pay(orderId, { webhooks: false, ...payment });
    return { bookingId, orderId, paymentId: made.payment.id, made };
  }

  /** Makes an order old enough for the reconciler. */
  async forget(orderId: string): Promise<void> {
    await this.razorpay.backdateOrder(orderId, 3600);
  }

  /** The mails sent to a person, oldest first. */
  mailsTo({ email }: Payer): readonly string[] {
    return this.parts.smtp.received
      .filter(({ recipients }) => recipients.includes(email))
      .map(({ data }) => data);
  }

  /** Sends every event of a payment, or repeats it. */
  async sendWebhooks(paymentId: string, times = 1): Promise<void> {
    const { webhooks } = await this.razorpay.ledger();
    const events = webhooks.filter((event) => event.payment_id === paymentId);
    await Promise.all(events.map(({ id }) => this.razorpay.repeatWebhook(id, times)));
  }

  /** The records of one slot in MongoDB. */
  async recordsOf(slot: TimeSlot) {
    const timeSlotId = new ObjectId(slot.id);
    const [record, bookings, payments, refunds] = await Promise.all([
      this.collection('timeslots').findOne({ _id: timeSlotId }),
      this.collection('sessionbookings').find({ timeSlotId }).toArray(),
      this.collection('payments').find({ timeSlotId }).toArray(),
      this.collection('refunds').find({ timeSlotId }).toArray(),
    ]);
    return {
      students: record?.currentStudents as number,
      seats: record?.seats as Document[],
      bookings,
      payments,
      refunds,
    };
  }

  /** Waits for the booking of a prepared order. */
  booked(bookingId: string): Promise<Document> {
    return until(() => this.collection('sessionbookings').findOne({ _id: bookingId }), SETTLING_MS);
  }

  /** Waits until the refund of a payment is requested. */
  refunded(paymentId: string): Promise<Document> {
    const filter = { razorpayPaymentId: paymentId, status: { $in: ['REQUESTED', 'PROCESSED'] } };
    return until(() => this.collection('refunds').findOne(filter), SETTLING_MS);
  }

  /**
   * Waits until everything is settled.
   * @throws AssertionError listing every violation once
   */
  async expectLedgerClean(patienceMs = SETTLING_MS): Promise<void> {
    const giveUpAt = Date.now() + patienceMs;
    for (;;) {
      const violations = (await this.audit()).filter((violation) => !this.reported.has(violation));
      if (violations.length === 0) return;
      if (Date.now() > giveUpAt) {
        for (const violation of violations) this.reported.add(violation);
        expect.fail(`The ledgers disagree:\n${violations.join('\n')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }

  /** Runs `ledger-check` for everything that happened in the lab. */
  async expectOwnCheckClean(): Promise<void> {
    const now = Date.now();
    const period = { from: new Date(now - 24 * HOUR), to: new Date(now) };
    const { violations } = await this.services.ledgerCheck.run(period);
    expect(violations, 'what ledger-check finds').to.deep.equal([]);
  }

  async audit(): Promise<readonly string[]> {
    const site = this.services.config.site;
    return auditLedger({ ledger: await this.razorpay.ledger(), db: this.db, site, told: this.told });
  }

  async stop(): Promise<void> {
    const { apps, services, client, sandbox, smtp, mongo, redis } = this.parts;
    await Promise.all(apps.map((app) => app.kill()));
    await Promise.all([sandbox.stop(), smtp.stop()]);
    await Promise.all([services.close(), client.close()]);
    await Promise.all([mongo.stop(), redis.stop()]);
  }
}

/** A server process that can be killed and started again at the same address. */
export class LabApp {
  private constructor(
    private process: AppProcess,
    private readonly environment: Record<string, string>,
  ) {}

  static async start(environment: Record<string, string>): Promise<LabApp> {
    const placed = { ...environment, PORT: String(await freePort()) };
    return new LabApp(await startAppProcess(placed), placed);
  }

  get url(): string {
    return this.process.url;
  }

  get pid(): number {
    return this.process.pid;
  }

  get lines(): readonly string[] {
    return this.process.lines;
  }

  kill(): Promise<void> {
    return this.process.kill();
  }

  stop(): Promise<number | null> {
    return this.process.stop();
  }

  /** Starts the server again unless it is running. */
  async revive(): Promise<void> {
    if (!this.process.isRunning()) await this.restart();
  }

  async restart(): Promise<void> {
    await this.process.kill();
    this.process = await startAppProcess(this.environment);
  }
}
