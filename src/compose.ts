import type { Config } from './config/config.ts';
import { AccountChangesRepository, PhotoChanges } from './features/accounts/account-changes.repository.ts';
import { AccountDeletion } from './features/accounts/account-deletion.ts';
import { AccountRecovery } from './features/accounts/account-recovery.ts';
import { AccountSettings } from './features/accounts/account-settings.ts';
import {
  AccountTokenRepository,
  createAccountTokenModel,
} from './features/accounts/account-token.repository.ts';
import { AccountSearchRepository } from './features/accounts/account-search.repository.ts';
import { AccountService } from './features/accounts/account.service.ts';
import { Passwords } from './features/accounts/password.ts';
import { PersonalDataRepository } from './features/accounts/personal-data.repository.ts';
import { createUserModel } from './features/accounts/user.model.ts';
import { UserRepository } from './features/accounts/user.repository.ts';
import { AdminActions } from './features/admin/admin-actions.ts';
import { AdminMessagesRepository } from './features/admin/admin-messages.repository.ts';
import { AdminMoneyRepository } from './features/admin/admin-money.repository.ts';
import { AdminOverview } from './features/admin/admin-overview.ts';
import { AdminPeopleRepository } from './features/admin/admin-people.repository.ts';
import { AdminSlotsRepository } from './features/admin/admin-slots.repository.ts';
import { DailyCountsRepository } from './features/admin/daily-counts.repository.ts';
import { addBacklogGauges, addOutcomeGauges } from './features/admin/operator-gauges.ts';
import { PaymentStories } from './features/admin/payment-story.ts';
import { SaleSearch } from './features/admin/sale-search.ts';
import {
  AuditEventRepository,
  createAuditEventModel,
  replacedAuditIndexes,
} from './features/audit/audit-event.repository.ts';
import { AuditTrail } from './features/audit/audit-trail.ts';
import { BookingEvents } from './features/bookings/booking-events.ts';
import { BookingOverview } from './features/bookings/booking-overview.ts';
import { CancelBooking, FinishCancellation } from './features/bookings/cancel-booking.ts';
import { MoveBooking, RescheduleBooking } from './features/bookings/reschedule-booking.ts';
import { BookingMoveRepository } from './features/bookings/reschedule.repository.ts';
import { createSessionBookingModel } from './features/bookings/session-booking.model.ts';
import {
  FirstHourRepository,
  SessionBookingRepository,
} from './features/bookings/session-booking.repository.ts';
import { CheckoutService } from './features/checkout/checkout.service.ts';
import { CompletePayment } from './features/checkout/complete-payment.ts';
import { FindCheckout, OrderLookup } from './features/checkout/find-checkout.ts';
import { Orders } from './features/checkout/orders.ts';
import {
  createPaymentDecisionModel,
  PaymentDecisionRepository,
} from './features/checkout/payment-decision.repository.ts';
import { PrepareBooking } from './features/checkout/prepare-booking.ts';
import { SettlePayment } from './features/checkout/settle-payment.ts';
import { UnconfirmedPayments } from './features/checkout/unconfirmed-payments.ts';
import { AttendeeMessages, Attendees } from './features/mentoring/attendees.ts';
import { EarningsRepository } from './features/mentoring/earnings.repository.ts';
import { MentorAvailability } from './features/mentoring/mentor-availability.ts';
import { MentorBookingRepository } from './features/mentoring/mentor-booking.repository.ts';
import {
  createMentorCalendarModel,
  MentorCalendarRepository,
} from './features/mentoring/mentor-calendar.repository.ts';
import { createMentorFeedModel, MentorFeedRepository } from './features/mentoring/mentor-feed.repository.ts';
import { MentorMaintenance } from './features/mentoring/mentor-maintenance.ts';
import { SlotCancellation } from './features/mentoring/slot-cancellation.ts';
import { SlotEditing, SlotUpdates } from './features/mentoring/slot-editing.ts';
import { SlotPreviews } from './features/mentoring/slot-preview.ts';
import { SlotPublishing } from './features/mentoring/slot-publishing.ts';
import { TimeChanges } from './features/mentoring/time-changes.ts';
import { MailComposer } from './features/notifications/mail-composer.ts';
import { MailDelivery } from './features/notifications/mail-delivery.ts';
import {
  createMissedMailCursorModel,
  MissedMailRepository,
} from './features/notifications/missed-mail.repository.ts';
import { MissedMail } from './features/notifications/missed-mail.ts';
import { Notifications } from './features/notifications/notifications.ts';
import { createOutboxModel, OutboxRepository } from './features/notifications/outbox.repository.ts';
import { createSealer } from './features/notifications/sealer.ts';
import { Sitemap } from './features/pages/sitemap.ts';
import { MentorPhotos } from './features/photos/mentor-photos.ts';
import { PhotoRepository } from './features/photos/photo.repository.ts';
import { CollectPaymentFacts } from './features/reconciliation/collect-payment-facts.ts';
import { LedgerCheck } from './features/reconciliation/ledger-check.ts';
import { LedgerRepository } from './features/reconciliation/ledger.repository.ts';
import {
  LooseEndsRepository,
  UnpaidBookingRepository,
} from './features/reconciliation/loose-ends.repository.ts';
import { PurgeUnpaid } from './features/reconciliation/purge-unpaid.ts';
import { ReconcilePayments, ReconcileRefunds } from './features/reconciliation/reconcile-payments.ts';
import { Reconciler } from './features/reconciliation/reconciler.ts';
import {
  createReconciliationCursorModel,
  LedgerResultRepository,
  ReconciliationCursorRepository,
} from './features/reconciliation/reconciliation-state.repository.ts';
import { Sweep } from './features/reconciliation/sweep.ts';
import { RefundBacklogRepository } from './features/refunds/refund-backlog.repository.ts';
import { ManualRefunds, RefundSync } from './features/refunds/refund-sync.ts';
import { createRefundModel } from './features/refunds/refund.model.ts';
import { RefundRepository } from './features/refunds/refund.repository.ts';
import { RefundService } from './features/refunds/refund.service.ts';
import { PayingNow } from './features/slots/paying-now.ts';
import {
  createReleasedSeatModel,
  ReleasedSeatRepository,
} from './features/slots/released-seat.repository.ts';
import { createSearchTermModel, SearchTermRepository } from './features/slots/search-term.repository.ts';
import { SeatRepository, type Seats } from './features/slots/seat.repository.ts';
import { SharePictures } from './features/slots/share-picture.ts';
import { SlotAlternativesRepository } from './features/slots/slot-alternatives.repository.ts';
import { SlotEditingRepository } from './features/slots/slot-editing.repository.ts';
import { SlotIndexer } from './features/slots/slot-indexer.ts';
import { SlotListingRepository } from './features/slots/slot-listing.repository.ts';
import { SlotSearchRepository } from './features/slots/slot-search.repository.ts';
import { SlotSearch } from './features/slots/slot-search.ts';
import { createTimeSlotModel, replacedSlotIndexes } from './features/slots/time-slot.model.ts';
import { TimeSlotRepository } from './features/slots/time-slot.repository.ts';
import { createWaitlistModel, WaitlistRepository } from './features/waitlist/waitlist.repository.ts';
import { WaitlistService } from './features/waitlist/waitlist.service.ts';
import { createDisputeModel, DisputeRepository } from './features/webhooks/dispute.repository.ts';
import {
  createWebhookEventModel,
  WebhookEventRepository,
} from './features/webhooks/webhook-event.repository.ts';
import { WebhookDispatch, WebhookInbox } from './features/webhooks/webhook-inbox.ts';
import { createLogger } from './gateways/logger.ts';
import { createMailTransport, type MailTransport } from './gateways/mail.ts';
import { Metrics } from './gateways/metrics.ts';
import { buildIndexes, closeMongo, connectMongo, type MongoOptions } from './gateways/mongo/index.ts';
import { createRazorpayGateway, type RazorpayGateway } from './gateways/razorpay/index.ts';
import { closeRedis, connectRedis } from './gateways/redis.ts';
import { type Clock, systemClock } from './shared/clock.ts';
import type { Logger } from './shared/logger.ts';
import { Traffic, waitAtMost } from './shared/waiting.ts';
import { LoginSessions } from './web/login-sessions.ts';
import { KnownAddresses } from './web/rate-limit-addresses.ts';
import { RateLimits } from './web/rate-limits.ts';

/** Milliseconds to wait for connections to a server that may hang. */
const CLOSE_TIMEOUT_MS = 3000;

export interface ComposeOptions {
  /** Names the process in the log and at the servers: `server`, `worker`, `cli`. */
  readonly name?: string;
  /** Prefix of every key in Redis; default `sureslot:`. */
  readonly redisPrefix?: string;
  readonly mongo?: Omit<MongoOptions, 'appName'>;
  /** Default: a new registry. */
  readonly metrics?: Metrics;
  readonly logger?: Logger;
}

/** Replacements that tests and the demo use. */
export interface Overrides {
  readonly clock?: Clock;
  readonly razorpay?: RazorpayGateway;
  /** Replaces the server of SMTP_URL: the demo's mailbox. */
  readonly mailTransport?: MailTransport;
  /** Hashes with less work, where the strength does not matter. */
  readonly passwords?: Passwords;
  /** Wraps the seats: the race test runs its control without the guard. */
  readonly seats?: (guarded: Seats) => Seats;
}

export type Services = Awaited<ReturnType<typeof compose>>;

/**
 * Connects to MongoDB and Redis, and constructs every service once. Services are constructed nowhere else.
 * @throws when MongoDB cannot be reached.
 */
export async function compose(config: Config, options: ComposeOptions = {}, overrides: Overrides = {}) {
  const { name = 'server', redisPrefix = 'sureslot:' } = options;
  const { baseUrl, site, supportEmail } = config;

  // Gateways
  const clock = overrides.clock ?? systemClock;
  const metrics = options.metrics ?? new Metrics();
  const logger = metrics.counting(options.logger ?? createLogger({ level: config.logLevel, name }));
  const [mongo, redis] = await Promise.all([
    connectMongo(config.mongodbUri, { ...options.mongo, appName: `sureslot-${name}` }),
    connectRedis(config.redisUrl, { name: 'requests', logger }),
  ]);
  const openRazorpay = (purpose: string) =>
    overrides.razorpay ??
    createRazorpayGateway({
      ...config.razorpay,
      purpose,
      logger,
      onCall: (call) => metrics.gatewayCalled(call),
    });
  const razorpay = openRazorpay('money');
  // Pages look up ids that anybody can make up. If these look-ups fail or are throttled, money still settles.
  const pageRazorpay = openRazorpay('pages');
  const { smtpUrl, mailFrom: from } = config;
  const smtp = smtpUrl === undefined ? undefined : createMailTransport({ smtpUrl, from });
  const mailTransport = overrides.mailTransport ?? smtp;

  // Web
  const sessionPrefix = `${redisPrefix}sess:`;
  const loginSessions = new LoginSessions(redis, clock, sessionPrefix, `${redisPrefix}logins:`);
  const knownAddresses = new KnownAddresses(redis, `${redisPrefix}known:`, clock);
  const rateLimits = new RateLimits({
    redis,
    logger,
    keyPrefix: `${redisPrefix}limit:`,
    factor: config.rateLimitFactor,
  });

  // Records
  const userModel = createUserModel(mongo);
  const slotModel = createTimeSlotModel(mongo);
  const bookingModel = createSessionBookingModel(mongo);
  const refundModel = createRefundModel(mongo);
  const users = new UserRepository(userModel, clock);
  const slots = new TimeSlotRepository(slotModel);
  const guardedSeats = new SeatRepository(slotModel, clock);
  const seats = overrides.seats?.(guardedSeats) ?? guardedSeats;
  const releasedSeatModel = createReleasedSeatModel(mongo);
  const releasedSeats = new ReleasedSeatRepository(releasedSeatModel, slotModel, clock);
  const alternatives = new SlotAlternativesRepository(slotModel);
  const decisionModel = createPaymentDecisionModel(mongo);
  const decisions = new PaymentDecisionRepository(decisionModel, clock);
  const bookings = new SessionBookingRepository(bookingModel, clock);
  const firstHour = new FirstHourRepository(bookingModel);
  const refundRepository = new RefundRepository(refundModel, clock);
  const outboxModel = createOutboxModel(mongo);
  const outbox = new OutboxRepository(outboxModel, clock, createSealer(config.sessionSecrets));
  const auditEventModel = createAuditEventModel(mongo);
  const auditTrail = new AuditTrail(new AuditEventRepository(auditEventModel), clock, logger);

  // Accounts
  const notifications = new Notifications(outbox, users);
  const passwords = overrides.passwords ?? new Passwords();
  const listByNewName = (): Promise<void> => slotIndexer.relistRenamed();
  const accounts = new AccountService(users, passwords, auditTrail, logger, listByNewName);
  const accountChanges = new AccountChangesRepository(userModel, clock);
  const accountSearch = new AccountSearchRepository(userModel);
  const accountTokens = new AccountTokenRepository(createAccountTokenModel(mongo), clock);
  const recovery = new AccountRecovery(
    users,
    accountChanges,
    passwords,
    accountTokens,
    notifications,
    auditTrail,
    clock,
    logger,
  );
  const accountSettings = new AccountSettings(
    accountChanges,
    passwords,
    accountTokens,
    recovery,
    notifications,
    auditTrail,
    clock,
    listByNewName,
  );
  const photoRepository = new PhotoRepository(mongo);
  const photoChanges = new PhotoChanges(userModel);
  const mentorPhotos = new MentorPhotos(photoRepository, photoChanges, auditTrail, clock, logger);
  const waitlistModel = createWaitlistModel(mongo);
  const mentorFeedModel = createMentorFeedModel(mongo);
  const personalData = new PersonalDataRepository(
    {
      users: userModel,
      bookings: bookingModel,
      decisions: decisionModel,
      refunds: refundModel,
      slots: slotModel,
      auditEvents: auditEventModel,
      waitlists: waitlistModel,
      mentorFeeds: mentorFeedModel,
      outbox: outboxModel,
    },
    photoRepository,
  );
  const accountDeletion = new AccountDeletion(
    accountChanges,
    accountTokens,
    personalData,
    bookings,
    slots,
    auditTrail,
    clock,
  );

  // Slots
  const payingNow = new PayingNow(redis, redisPrefix, clock);
  const searchTerms = new SearchTermRepository(createSearchTermModel(mongo));
  const slotIndexer = new SlotIndexer(new SlotListingRepository(slotModel), searchTerms, users, clock);
  const slotSearch = new SlotSearch(
    new SlotSearchRepository(slotModel),
    searchTerms,
    slotIndexer,
    slots,
    users,
    clock,
  );
  const sharePictures = new SharePictures(mentorPhotos);
  const sitemap = new Sitemap(slots, users, clock, baseUrl);
  const waitlists = new WaitlistRepository(waitlistModel);
  const waitlist = new WaitlistService(waitlists, slots, notifications, clock, logger);

  // Refunds
  const refundBacklog = new RefundBacklogRepository(refundModel, clock);
  const refunds = new RefundService(refundRepository, refundBacklog, razorpay, clock, logger);
  const manualRefunds = new ManualRefunds(refundRepository, refunds, logger);

  // Checkout
  const bookingEvents = new BookingEvents([payingNow, waitlist, notifications], logger);
  const orders = new Orders(razorpay, site);
  const completePayment = new CompletePayment(orders, slots, bookings, refunds, bookingEvents, logger);
  const settlePayment = new SettlePayment(razorpay, orders, seats, decisions, completePayment, users, logger);
  const prepareBooking = new PrepareBooking(slots, razorpay, orders, settlePayment, users, clock, logger);
  const orderLookup = new OrderLookup(new Orders(pageRazorpay, site), pageRazorpay, (userId) =>
    rateLimits.count({ orderLookupByUser: userId }),
  );
  const findCheckout = new FindCheckout(decisions, orderLookup);
  const checkout = new CheckoutService(
    pageRazorpay,
    slots,
    decisions,
    prepareBooking,
    settlePayment,
    completePayment,
    orderLookup,
  );
  const unconfirmedPayments = new UnconfirmedPayments(decisions, pageRazorpay, slots);

  // Bookings
  const overview = new BookingOverview(bookings, slots, refundRepository, users, firstHour);
  const finishCancellation = new FinishCancellation(bookings, seats, refunds, bookingEvents, clock, logger);
  const cancelBooking = new CancelBooking(
    bookings,
    refundRepository,
    slots,
    firstHour,
    finishCancellation,
    clock,
  );
  const moves = new BookingMoveRepository(bookingModel, clock, firstHour);
  const moveBooking = new MoveBooking(bookings, moves, seats, bookingEvents, clock, logger);
  const rescheduleBooking = new RescheduleBooking(
    bookings,
    slots,
    alternatives,
    users,
    moveBooking,
    cancelBooking,
    clock,
  );

  // Mentoring
  const slotEditingRepository = new SlotEditingRepository(slotModel, clock);
  const mentorBookings = new MentorBookingRepository(bookingModel, clock);
  const mentorFeeds = new MentorFeedRepository(mentorFeedModel, clock);
  const earnings = new EarningsRepository(bookingModel, decisionModel, refundModel);
  const mentorCalendars = new MentorCalendarRepository(createMentorCalendarModel(mongo), clock);
  const availability = new MentorAvailability(mentorCalendars, slots, slotEditingRepository, clock);
  const slotPreviews = new SlotPreviews(availability, clock);
  const publishing = new SlotPublishing(slotEditingRepository, availability, clock, logger);
  const timeChanges = new TimeChanges(
    slots,
    slotEditingRepository,
    bookings,
    mentorBookings,
    finishCancellation,
    bookingEvents,
    clock,
    logger,
  );
  const slotUpdates = new SlotUpdates(slots, slotEditingRepository, mentorBookings, bookingEvents);
  const slotEditing = new SlotEditing(
    slots,
    slotEditingRepository,
    availability,
    timeChanges,
    slotUpdates,
    waitlist,
    clock,
    logger,
  );
  const slotCancellation = new SlotCancellation(
    slots,
    slotEditingRepository,
    seats,
    bookings,
    settlePayment,
    finishCancellation,
    refunds,
    availability,
    logger,
  );
  const mentorMaintenance = new MentorMaintenance(
    slotEditingRepository,
    slotCancellation,
    timeChanges,
    slotUpdates,
    mentorBookings,
    clock,
    logger,
  );
  const attendeeMessages = new AttendeeMessages(mentorBookings, notifications, clock, logger);
  const attendees = new Attendees(mentorBookings, users, refundRepository);

  // Notifications
  const mailComposer = new MailComposer(users, overview, slots, refundRepository, clock, {
    baseUrl,
    supportEmail,
  });
  const traffic = new Traffic();
  const mailDelivery = new MailDelivery(outbox, mailComposer, mailTransport, traffic, clock, logger);
  const missedMails = new MissedMailRepository(
    bookingModel,
    refundModel,
    outboxModel,
    createMissedMailCursorModel(mongo),
  );
  const missedMail = new MissedMail(
    missedMails,
    bookings,
    refundRepository,
    bookingEvents,
    notifications,
    clock,
    logger,
  );

  // Reconciliation and webhooks
  const refundSync = new RefundSync(
    razorpay,
    decisions,
    bookings,
    finishCancellation,
    refunds,
    manualRefunds,
    settlePayment,
    completePayment,
    logger,
  );
  const webhookModel = createWebhookEventModel(mongo);
  const webhookEvents = new WebhookEventRepository(webhookModel, clock);
  const disputeModel = createDisputeModel(mongo);
  const disputes = new DisputeRepository(disputeModel);
  const webhookDispatch = new WebhookDispatch(settlePayment, refundSync, refundRepository, disputes);
  const webhookInbox = new WebhookInbox(webhookEvents, webhookDispatch, logger);
  const looseEnds = new LooseEndsRepository(slotModel, bookingModel, decisionModel, refundModel);
  const sweep = new Sweep(
    looseEnds,
    decisions,
    seats,
    settlePayment,
    completePayment,
    finishCancellation,
    moveBooking,
    clock,
    logger,
  );
  const reconciliationCursors = new ReconciliationCursorRepository(createReconciliationCursorModel(mongo));
  const reconciler = new Reconciler(
    razorpay,
    reconciliationCursors,
    new ReconcilePayments(orders, decisions, settlePayment, clock, logger, config.reconcileAfterSeconds),
    new ReconcileRefunds(refundRepository, refundSync),
    sweep,
    clock,
    logger,
  );
  const ledger = new LedgerRepository(slotModel, bookingModel, decisionModel, refundModel, releasedSeatModel);
  const paymentFacts = new CollectPaymentFacts(
    razorpay,
    orders,
    ledger,
    decisions,
    bookings,
    refundRepository,
    clock,
  );
  const ledgerResults = new LedgerResultRepository(mongo, clock);
  const ledgerCheck = new LedgerCheck(ledger, paymentFacts, ledgerResults, logger);
  const purgeUnpaid = new PurgeUnpaid(new UnpaidBookingRepository(bookingModel), razorpay, auditTrail);

  // Admin
  const adminPeople = new AdminPeopleRepository(userModel, slotModel, bookingModel);
  const adminSlots = new AdminSlotsRepository(slotModel, slotIndexer, searchTerms);
  const adminMoney = new AdminMoneyRepository(decisionModel, refundModel, webhookModel);
  const adminMessages = new AdminMessagesRepository(webhookModel, disputeModel, outboxModel);
  const saleSearch = new SaleSearch(adminPeople, adminSlots, adminMoney);
  const dailyCounts = new DailyCountsRepository(bookingModel, refundModel);
  const adminOverview = new AdminOverview(
    adminMoney,
    adminMessages,
    adminPeople,
    refundBacklog,
    looseEnds,
    clock,
  );
  const adminActions = new AdminActions(
    accounts,
    outbox,
    refunds,
    slots,
    slotCancellation,
    webhookInbox,
    auditTrail,
  );
  const paymentStories = new PaymentStories(
    razorpay,
    adminMoney,
    adminMessages,
    adminPeople,
    releasedSeats,
    auditTrail,
  );

  addBacklogGauges({
    metrics,
    clock,
    countRefunds: () => refundBacklog.countByStatus(),
    queues: {
      webhooks: () => webhookEvents.measureBacklog(),
      refunds: () => refundBacklog.measureBacklog(),
      mail: () => outbox.measureBacklog(),
    },
  });
  addOutcomeGauges({
    metrics,
    clock,
    countPayments: (since) => decisions.countSince(since),
    readReconciled: () => reconciliationCursors.read(),
  });

  return {
    config,
    clock,
    metrics,
    logger,
    mongo,
    redis,
    redisPrefix,
    razorpay,
    traffic,
    rateLimits,
    knownAddresses,
    sessionPrefix,
    loginSessions,
    users,
    slots,
    seats,
    releasedSeats,
    alternatives,
    decisions,
    bookings,
    firstHour,
    refundRepository,
    outbox,
    auditTrail,
    notifications,
    accounts,
    accountChanges,
    accountSearch,
    accountTokens,
    recovery,
    accountSettings,
    photoRepository,
    mentorPhotos,
    personalData,
    accountDeletion,
    payingNow,
    slotSearch,
    slotIndexer,
    sharePictures,
    sitemap,
    waitlists,
    waitlist,
    manualRefunds,
    refunds,
    orders,
    bookingEvents,
    completePayment,
    settlePayment,
    prepareBooking,
    checkout,
    findCheckout,
    unconfirmedPayments,
    overview,
    finishCancellation,
    cancelBooking,
    moves,
    moveBooking,
    rescheduleBooking,
    slotEditingRepository,
    mentorBookings,
    mentorFeeds,
    earnings,
    mentorCalendars,
    publishing,
    slotPreviews,
    timeChanges,
    slotEditing,
    slotCancellation,
    mentorMaintenance,
    attendees,
    attendeeMessages,
    mailDelivery,
    missedMail,
    refundSync,
    webhookEvents,
    webhookInbox,
    disputes,
    sweep,
    reconciler,
    ledgerCheck,
    ledgerResults,
    dailyCounts,
    purgeUnpaid,
    adminPeople,
    adminMoney,
    adminMessages,
    adminSlots,
    saleSearch,
    adminOverview,
    adminActions,
    paymentStories,
    /** Builds the missing indexes. The server is not ready before this is done. */
    buildIndexes: (): Promise<void> =>
      buildIndexes(config.mongodbUri, mongo, { ...replacedSlotIndexes, ...replacedAuditIndexes }),
    /** Closes the connections. Stop everything that uses them first. */
    close: async (): Promise<void> => {
      await webhookInbox.drain();
      await bookingEvents.drain();
      await recovery.drain();
      mailDelivery.close();
      await Promise.all([waitAtMost(CLOSE_TIMEOUT_MS, closeMongo(mongo)), closeRedis(redis)]);
    },
  };
}
