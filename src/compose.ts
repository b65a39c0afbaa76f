import { createAccountServices, createPersonalData } from './compose-accounts.ts';
import { createAdminServices } from './compose-admin.ts';
import { createMailServices, createNotifications } from './compose-mail.ts';
import type { Config } from './config/config.ts';
import { AccountService, createUserModel, UserRepository } from './features/accounts/index.ts';
import {
  BookingMoveRepository,
  CheckoutService,
  createSessionBookingModel,
  PrepareBooking,
  SessionBookingRepository,
  SettlementListeners,
  SettlePayment,
  VerifyPayment,
  type SettlementListener,
} from './features/booking/index.ts';
import {
  CancelBooking,
  CancellationListeners,
  FinishCancellation,
  MoveBooking,
  RescheduleBooking,
  type CancellationListener,
} from './features/cancellation/index.ts';
import {
  Attendees,
  createMentorCalendarModel,
  createMentorFeedModel,
  EarningsRepository,
  FreeTime,
  MentorBookingRepository,
  MentorCalendarRepository,
  MentorFeedRepository,
  MentorUpkeep,
  MovedSessions,
  SessionMoveListeners,
  SlotCancellation,
  SlotEditing,
  SlotPublishing,
} from './features/mentor/index.ts';
import type { Notifications } from './features/notifications/index.ts';
import { addBacklogGauges } from './features/metrics/index.ts';
import { createPaymentDecisionModel, PaymentDecisionRepository } from './features/payments/index.ts';
import { createRefundModel, RefundRepository, RefundService } from './features/refunds/index.ts';
import {
  CollectPaymentFacts,
  createReconciliationMarkModel,
  LedgerCheck,
  LedgerRepository,
  LooseEndsRepository,
  Reconciler,
  ReconcilePayments,
  ReconcileRefunds,
  ReconciliationMarkRepository,
  PurgeUnpaid,
  RefundSync,
  Sweep,
  UnpaidBookingRepository,
} from './features/reconciliation/index.ts';
import {
  createTimeSlotModel,
  SeatRepository,
  PayingNow,
  SlotAlternativesRepository,
  SlotEditingRepository,
  SlotSearch,
  SlotSearchRepository,
  TimeSlotRepository,
  type Seats,
} from './features/slots/index.ts';
import {
  createWebhookEventModel,
  createWebhookHandlers,
  WebhookEventRepository,
  WebhookInbox,
} from './features/webhooks/index.ts';
import { createWaitlistModel, WaitlistRepository, WaitlistService } from './features/waitlist/index.ts';
import { createLogger } from './gateways/logger.ts';
import type { MailTransport } from './gateways/mail/index.ts';
import { Metrics } from './gateways/metrics/index.ts';
import {
  buildIndexes,
  closeMongo,
  connectMongo,
  type Connection,
  type MongoOptions,
} from './gateways/mongo/index.ts';
import { createRazorpayGateway, type GatewayCall, type RazorpayGateway } from './gateways/razorpay/index.ts';
import { closeRedis, connectRedis, type Redis } from './gateways/redis/index.ts';
import { systemClock, type Clock } from './shared/clock.ts';
import type { Logger } from './shared/logger.ts';
import { waitAtMost } from './shared/wait-at-most.ts';
import { RateLimits } from './web/rate-limits.ts';

/** Milliseconds for closing connections to a server that may hang. */
const CLOSE_PATIENCE_MS = 3000;

export interface ComposeOptions {
  /** Names the process in the log and at the servers: `server`, `worker`, `cli`. */
  readonly name?: string;
  /** Put before every key in Redis; default `sureslot:`. */
  readonly redisPrefix?: string;
  /** Takes mail in place of the server of SMTP_URL: the demo's mailbox. */
  readonly mailTransport?: MailTransport;
  /** How long to wait for MongoDB. */
  readonly mongo?: Omit<MongoOptions, 'appName'>;
  /** Where to count; its own if not given. */
  readonly metrics?: Metrics;
  /** For tests. */
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly razorpay?: RazorpayGateway;
  /** For the control of the race test, which runs without the guard. */
  readonly seats?: (guarded: Seats) => Seats;
}

/** What everything else is made of. */
interface Foundation {
  readonly config: Config;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly mongo: Connection;
  readonly redis: Redis;
  readonly redisPrefix: string;
  readonly razorpay: RazorpayGateway;
  readonly rateLimits: RateLimits;
}

/** Those who are told of what was durably written. */
interface Told {
  readonly notifications: Notifications;
}

export type Services = Awaited<ReturnType<typeof compose>>;

/**
 * Connects to MongoDB and Redis and constructs every service: the only place that does.
 * @throws when MongoDB cannot be reached.
 */
export async function compose(config: Config, options: ComposeOptions = {}) {
  const foundation = await connect(config, options);
  const stores = createRepositories(foundation);
  const repositories = { ...stores, ...createNotifications(foundation, stores) };
  const seats = options.seats?.(repositories.seats) ?? repositories.seats;
  const waiting = createWaiting(foundation, repositories);
  const core = createCore(foundation, { ...repositories, ...waiting, seats });
  const changes = createChanges(foundation, { ...repositories, ...waiting, seats, refunds: core.refunds });
  const mail = createMailServices(foundation, { ...repositories, ...core }, options.mailTransport);
  const money = createMoneyKeeping({ ...foundation, ...repositories, ...core, ...changes, seats });
  const personal = createPersonal(foundation, repositories);
  addBacklogGauges({
    ...foundation,
    countRefunds: () => repositories.refundRepository.countByStatus(),
    queues: {
      webhooks: () => repositories.webhookEvents.measureBacklog(),
      refunds: () => repositories.refundRepository.measureBacklog(),
      mail: () => repositories.outbox.measureBacklog(),
    },
  });
  return {
    ...foundation,
    ...repositories,
    ...waiting,
    ...core,
    ...changes,
    ...money,
    ...createMentorServices({ ...foundation, ...repositories, ...waiting, ...core, ...changes, seats }),
    ...personal,
    ...mail,
    seats,
    /** Builds the indexes that are missing; a server is not ready before. */
    buildIndexes: (): Promise<void> => buildIndexes(config.mongodbUri, foundation.mongo),
    /** Closes the connections, after whoever used them has stopped. */
    close: async (): Promise<void> => {
      await money.webhookInbox.drain();
      await core.settlementListeners.drain();
      mail.mailDelivery.close();
      await Promise.all([
        waitAtMost(CLOSE_PATIENCE_MS, closeMongo(foundation.mongo)),
        closeRedis(foundation.redis),
      ]);
    },
  };
}

async function connect(config: Config, options: ComposeOptions): Promise<Foundation> {
  const name = options.name ?? 'server';
  const metrics = options.metrics ?? new Metrics();
  const logger = metrics.counting(options.logger ?? createLogger({ level: config.logLevel, name }));
  const onCall = (call: GatewayCall) => metrics.gatewayCalled(call);
  const [mongo, redis] = await Promise.all([
    connectMongo(config.mongodbUri, { ...options.mongo, appName: `sureslot-${name}` }),
    connectRedis(config.redisUrl, { name: 'requests', logger }),
  ]);
  const redisPrefix = options.redisPrefix ?? 'sureslot:';
  const limiting = { redis, logger, keyPrefix: `${redisPrefix}limit:`, factor: config.rateLimitFactor };
  return {
    config,
    clock: options.clock ?? systemClock,
    metrics,
    logger,
    mongo,
    redis,
    redisPrefix,
    razorpay: options.razorpay ?? createRazorpayGateway({ ...config.razorpay, logger, onCall }),
    rateLimits: new RateLimits(limiting),
  };
}

function createRepositories({ mongo, clock }: Foundation) {
  const slotModel = createTimeSlotModel(mongo);
  const bookingModel = createSessionBookingModel(mongo);
  return {
    users: new UserRepository(createUserModel(mongo), clock),
    slots: new TimeSlotRepository(slotModel),
    seats: new SeatRepository(slotModel, clock) as Seats,
    decisions: new PaymentDecisionRepository(createPaymentDecisionModel(mongo), clock),
    slotSearchRepository: new SlotSearchRepository(slotModel),
    alternatives: new SlotAlternativesRepository(slotModel),
    bookings: new SessionBookingRepository(bookingModel, clock),
    moves: new BookingMoveRepository(bookingModel, clock),
    slotEditing: new SlotEditingRepository(slotModel, clock),
    mentorBookings: new MentorBookingRepository(bookingModel, clock),
    mentorFeeds: new MentorFeedRepository(createMentorFeedModel(mongo), clock),
    earnings: new EarningsRepository(bookingModel),
    mentorCalendars: new MentorCalendarRepository(createMentorCalendarModel(mongo), clock),
    waitlists: new WaitlistRepository(createWaitlistModel(mongo)),
    refundRepository: new RefundRepository(createRefundModel(mongo), clock),
    webhookEvents: new WebhookEventRepository(createWebhookEventModel(mongo), clock),
  };
}

/** Who pays at this moment, and who waits for a seat. */
function createWaiting(
  foundation: Foundation,
  { slots, waitlists, notifications }: ReturnType<typeof createRepositories> & Told,
) {
  const { clock, logger } = foundation;
  return {
    payingNow: new PayingNow(foundation),
    waitlist: new WaitlistService({ waitlists, slots, notifier: notifications, clock, logger }),
  };
}

function createCore(
  foundation: Foundation,
  repositories: ReturnType<typeof createRepositories> & ReturnType<typeof createWaiting> & Told,
) {
  const { config, clock, logger, razorpay } = foundation;
  const { slots, seats, decisions, bookings, payingNow, waitlist } = repositories;
  const { site } = config;
  const listeners: SettlementListener[] = [
    {
      bookingCreated: ({ timeSlotId, userId }) => payingNow.unmark(timeSlotId, userId),
      refundOwed: ({ timeSlotId, userId }) => payingNow.unmark(timeSlotId, userId),
    },
    { bookingCreated: ({ timeSlotId, userId }) => waitlist.seatTaken(timeSlotId, userId) },
    repositories.notifications,
  ];
  const settlementListeners = new SettlementListeners(listeners, logger);
  const accounts = new AccountService(repositories.users, logger);
  const slotSearch = new SlotSearch({ ...repositories, mentors: accounts, clock });
  const refunds = new RefundService({ refunds: repositories.refundRepository, razorpay, clock, logger });
  const settlePayment = new SettlePayment({
    razorpay,
    seats,
    slots,
    decisions,
    bookings,
    refunds,
    isActiveUser: async (userId) => (await accounts.findById(userId)) !== undefined,
    listeners: settlementListeners,
    logger,
    site,
  });
  const prepareBooking = new PrepareBooking({ slots, razorpay, settlePayment, clock, logger, site });
  const checkout = new CheckoutService({ razorpay, slots, decisions, prepareBooking, settlePayment, site });
  const verifyPayment = new VerifyPayment({ settlePayment, keySecret: config.razorpay.keySecret });
  return {
    settlementListeners,
    accounts,
    slotSearch,
    refunds,
    settlePayment,
    prepareBooking,
    checkout,
    verifyPayment,
  };
}

/** What users do with a booking that they have. */
function createChanges(
  { clock, logger }: Foundation,
  parts: ReturnType<typeof createRepositories> &
    ReturnType<typeof createWaiting> &
    Told & { refunds: RefundService },
) {
  const { waitlist } = parts;
  const listeners: Partial<CancellationListener>[] = [
    {
      bookingMoved: ({ timeSlotId, userId }) => waitlist.seatTaken(timeSlotId, userId),
      seatFreed: (slotId) => waitlist.offerFreeSeats(slotId),
    },
    parts.notifications,
  ];
  const listener = new CancellationListeners(listeners, logger);
  const finishCancellation = new FinishCancellation({ ...parts, listener, clock, logger });
  const cancelBooking = new CancelBooking({ ...parts, finishCancellation, clock });
  const moveBooking = new MoveBooking({ ...parts, listener, clock, logger });
  const rescheduleBooking = new RescheduleBooking({ ...parts, moveBooking, clock });
  return { finishCancellation, cancelBooking, moveBooking, rescheduleBooking };
}

/** What keeps the books right, whatever was lost, repeated or killed. */
function createMoneyKeeping(
  parts: Foundation &
    ReturnType<typeof createRepositories> &
    ReturnType<typeof createCore> &
    ReturnType<typeof createChanges>,
) {
  const refundSync = new RefundSync(parts);
  const webhookInbox = new WebhookInbox({
    events: parts.webhookEvents,
    handlers: createWebhookHandlers({ ...parts, refundSync }),
    logger: parts.logger,
  });
  const sweep = new Sweep({ ...parts, looseEnds: new LooseEndsRepository(parts.mongo) });
  const { site, reconcileAfterSeconds } = parts.config;
  const reconciler = new Reconciler({
    ...parts,
    marks: new ReconciliationMarkRepository(createReconciliationMarkModel(parts.mongo)),
    payments: new ReconcilePayments({ ...parts, site, reconcileAfterSeconds }),
    refunds: new ReconcileRefunds({ ...parts, refundSync }),
    sweep,
  });
  const ledger = new LedgerRepository(parts.mongo);
  const ledgerCheck = new LedgerCheck({
    ledger,
    paymentFacts: new CollectPaymentFacts({ ...parts, ledger, site }),
  });
  const purgeUnpaid = new PurgeUnpaid({
    ...parts,
    unpaidBookings: new UnpaidBookingRepository(parts.mongo),
  });
  return { refundSync, webhookInbox, sweep, reconciler, ledgerCheck, purgeUnpaid };
}

/** What people do with their accounts, and what is kept of it. */
function createPersonal(connected: Foundation, repositories: ReturnType<typeof createRepositories> & Told) {
  const { redisPrefix } = connected;
  const sessionPrefix = `${redisPrefix}sess:`;
  const foundation = { ...connected, sessionPrefix, loginsPrefix: `${redisPrefix}logins:` };
  const administration = createAdminServices(foundation);
  const parts = { ...repositories, ...administration };
  const accounts = createAccountServices(foundation, { ...parts, mailer: repositories.notifications });
  const personalData = createPersonalData(foundation, { ...parts, ...accounts });
  return { sessionPrefix, ...administration, ...accounts, ...personalData };
}

/** What mentors do with their sessions. */
function createMentorServices(
  parts: Foundation &
    ReturnType<typeof createRepositories> &
    ReturnType<typeof createWaiting> &
    ReturnType<typeof createCore> &
    ReturnType<typeof createChanges> &
    Told,
) {
  const editing = parts.slotEditing;
  const moveListener = new SessionMoveListeners([parts.notifications], parts.logger);
  const freeTime = new FreeTime({ ...parts, calendars: parts.mentorCalendars, editing });
  const publishing = new SlotPublishing({ ...parts, editing, freeTime });
  const movedSessions = new MovedSessions({ ...parts, editing, moveListener });
  const slotEditor = new SlotEditing({ ...parts, editing, freeTime, movedSessions });
  const slotCancellation = new SlotCancellation({ ...parts, editing, freeTime });
  const mentorUpkeep = new MentorUpkeep({ ...parts, slotCancellation, movedSessions });
  const attendees = new Attendees(parts);
  return { publishing, movedSessions, slotEditor, slotCancellation, mentorUpkeep, attendees };
}
