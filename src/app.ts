import type { Express, Request, RequestHandler } from 'express';
import type { Services } from './compose.ts';
import type { Config } from './config/config.ts';
import { AccountController } from './features/accounts/account.controller.ts';
import { accountRoutes, personalDataRoutes, timeZoneRoutes } from './features/accounts/account.routes.ts';
import { type Authentication, createAuthentication } from './features/accounts/authentication.ts';
import { PersonalDataController } from './features/accounts/personal-data.controller.ts';
import { RecoveryController } from './features/accounts/recovery.controller.ts';
import { SettingsController, TimeZoneController } from './features/accounts/settings.controller.ts';
import {
  AdminActionsController,
  AdminQuestionsController,
} from './features/admin/admin-actions.controller.ts';
import { AdminListsController, AdminPagesController } from './features/admin/admin-pages.controller.ts';
import { adminRoutes } from './features/admin/admin.routes.ts';
import { auditList } from './features/admin/audit-list.ts';
import { bookingsList } from './features/admin/bookings-list.ts';
import { mailList } from './features/admin/mail-list.ts';
import { disputesList, webhooksList } from './features/admin/messages-lists.ts';
import { paymentsList } from './features/admin/payments-list.ts';
import { slotsList, usersList } from './features/admin/people-lists.ts';
import { refundsList } from './features/admin/refunds-list.ts';
import { cancellationRoutes, dashboardRoutes } from './features/bookings/bookings.routes.ts';
import { CancellationController, showUnchanged } from './features/bookings/cancellation.controller.ts';
import { DashboardController } from './features/bookings/dashboard.controller.ts';
import { CheckoutApiController } from './features/checkout/checkout-api.controller.ts';
import { CheckoutController } from './features/checkout/checkout.controller.ts';
import { checkoutRoutes } from './features/checkout/checkout.routes.ts';
import { PendingBookings, typedNoteIn } from './features/checkout/pending-booking.ts';
import { ResultController } from './features/checkout/result.controller.ts';
import {
  FailedReturnController,
  RazorpayCallbackController,
  razorpayCallbackRoutes,
} from './features/checkout/return.controller.ts';
import { EarningsController } from './features/mentoring/earnings.controller.ts';
import { MentorSlotController } from './features/mentoring/mentor-slot.controller.ts';
import { MentorSlotsController } from './features/mentoring/mentor-slots.controller.ts';
import { mentorRoutes } from './features/mentoring/mentor.routes.ts';
import { OwnPhotoController, ProfileController } from './features/mentoring/profile.controller.ts';
import { TimeChangeController } from './features/mentoring/time-change.controller.ts';
import { informationRoutes, robotRoutes } from './features/pages/site-pages.controller.ts';
import { PhotoController, photoRoutes } from './features/photos/photo.controller.ts';
import { MentorProfileController } from './features/slots/mentor-profile.controller.ts';
import { SharePictureController } from './features/slots/share-picture.controller.ts';
import { SlotController, slotRoutes } from './features/slots/slot.controller.ts';
import { SLOTS_CHANGED } from './features/slots/time-slot.model.ts';
import { WaitlistController, waitlistRoutes } from './features/waitlist/waitlist.controller.ts';
import { RazorpayWebhookController, webhookRoutes } from './features/webhooks/razorpay-webhook.controller.ts';
import { checkMongoWrites } from './gateways/mongo/index.ts';
import { checkRedisWrites } from './gateways/redis.ts';
import type { Logger } from './shared/logger.ts';
import { buildApp, buildWaitingApp } from './web/frame.ts';
import { healthRoutes, metricsRoutes, observeRequests, Readiness } from './web/operator.routes.ts';
import { PageCache } from './web/page-cache.ts';
import { sessionCookieName } from './web/session.ts';

export interface AppOptions {
  /** Prints the metrics of all processes of this server. Default: those of this process. */
  readonly printMetrics?: () => Promise<string>;
  /** If false, every page is rendered again: for tests that write to the database directly. */
  readonly keepPages?: boolean;
  /** The page cache's clock in milliseconds. Default: the time since the process began. */
  readonly pageTime?: (() => number) | undefined;
}

/** Answers before the services are connected: health checks, and 503 for people. */
export function createWaitingApp(config: Config, logger: Logger, readiness: Readiness): Express {
  return buildWaitingApp({ config, logger, bareRoutes: [healthRoutes(readiness, [])] });
}

/** The whole site as one Express application. It does not listen yet. */
export function createApp(
  services: Services,
  readiness = new Readiness(),
  { printMetrics, keepPages = true, pageTime }: AppOptions = {},
): Express {
  const { config, logger, clock, metrics, redis, traffic } = services;
  const authentication = createAuthentication(services.accounts);
  return buildApp({
    config,
    logger,
    clock,
    sessionRedis: redis,
    sessionPrefix: services.sessionPrefix,
    rateLimits: services.rateLimits,
    authenticate: authentication.session() as RequestHandler,
    ...(keepPages && { pageCache: pageCacheOf(services, pageTime) }),
    observe: [observeRequests(metrics, traffic)],
    bareRoutes: [
      healthRoutes(readiness, [
        { name: 'mongodb', check: () => checkMongoWrites(services.mongo) },
        { name: 'redis', check: () => checkRedisWrites(redis, services.redisPrefix) },
      ]),
      metricsRoutes(metrics, config.metricsToken, printMetrics ?? (() => metrics.print())),
      ...razorpayRoutes(services),
    ],
    publicRoutes: publicRoutes(services),
    routes: siteRoutes(services, authentication),
  });
}

/** Emptied by every request that may write, and by every task that changes a slot. */
function pageCacheOf({ config, mongo }: Services, now?: () => number): PageCache {
  const pageCache = new PageCache(sessionCookieName(config.isHttps), now);
  mongo.on(SLOTS_CHANGED, () => pageCache.drop());
  return pageCache;
}

/** Routes that Razorpay calls, directly or through the payer's browser. */
function razorpayRoutes({ config, orders, settlePayment, rateLimits, webhookInbox }: Services) {
  const { keySecret, webhookSecrets } = config.razorpay;
  const callback = new RazorpayCallbackController(orders, settlePayment, rateLimits, keySecret);
  const webhook = new RazorpayWebhookController(webhookInbox, webhookSecrets);
  return [razorpayCallbackRoutes(callback), webhookRoutes(webhook)];
}

/** Routes that need no session: pictures, and files for search engines. */
function publicRoutes({ clock, config, mentorPhotos, sharePictures, sitemap, slots, users }: Services) {
  return [
    photoRoutes(new PhotoController(mentorPhotos)),
    new SharePictureController(sharePictures, slots, users, clock).routes(),
    robotRoutes(sitemap, config.baseUrl),
  ];
}

/** Routes that people open. Each request tries them in this order, the most frequent first. */
function siteRoutes(services: Services, authentication: Authentication) {
  const { clock, slots, users, waitlist } = services;
  const slotController = new SlotController(
    slots,
    services.slotSearch,
    services.payingNow,
    waitlist,
    services.firstHour,
    users,
    clock,
    typedNote,
  );
  const dashboard = new DashboardController(
    services.overview,
    services.unconfirmedPayments,
    waitlist,
    services.alternatives,
    clock,
  );
  const cancellation = new CancellationController(
    services.cancelBooking,
    services.rescheduleBooking,
    slots,
    users,
    clock,
  );
  return [
    slotRoutes(slotController, new MentorProfileController(slots, users, clock)),
    accountRoutesOf(services, authentication),
    journeyRoutes(services, slotController),
    cancellationRoutes(cancellation, showUnchanged(services.overview, clock), services.rateLimits),
    dashboardRoutes(dashboard),
    waitlistRoutes(new WaitlistController(waitlist, slotController)),
    informationRoutes(),
    mentorRoutesOf(services),
    adminRoutesOf(services),
  ];
}

/** The note that a logged-in reader typed for a slot earlier. */
function typedNote(req: Request, slotId: string): string | undefined {
  if (!req.user) return undefined;
  return typedNoteIn(new PendingBookings(req.session), { userId: req.user.id, slotId });
}

function accountRoutesOf(services: Services, authentication: Authentication) {
  const { accounts, accountSettings, knownAddresses, loginSessions, logger, rateLimits, recovery } = services;
  const router = accountRoutes(
    new AccountController(
      accounts,
      authentication,
      rateLimits,
      knownAddresses,
      recovery,
      loginSessions,
      logger,
    ),
    new RecoveryController(recovery, rateLimits, knownAddresses),
    new SettingsController(services.users, accountSettings, recovery, loginSessions, rateLimits),
  );
  const { personalData, accountDeletion } = services;
  router.use(timeZoneRoutes(new TimeZoneController(accountSettings, services.clock)));
  return router.use(
    personalDataRoutes(
      new PersonalDataController(personalData, accountDeletion, accountSettings, rateLimits),
    ),
  );
}

function journeyRoutes(services: Services, slotController: SlotController) {
  const { config, prepareBooking, rateLimits, users } = services;
  const pages = new CheckoutController(
    prepareBooking,
    services.checkout,
    slotController,
    services.payingNow,
    users,
    services.firstHour,
    { ...config.razorpay, baseUrl: config.baseUrl },
    services.clock,
    services.logger,
  );
  const api = new CheckoutApiController(
    prepareBooking,
    services.settlePayment,
    services.checkout,
    rateLimits,
    config.razorpay,
  );
  const result = new ResultController(
    services.checkout,
    services.slots,
    services.alternatives,
    users,
    services.clock,
  );
  return checkoutRoutes({
    pages,
    result,
    failedReturn: new FailedReturnController(services.findCheckout),
    api,
    limitOrders: rateLimits.byUser('bookingByUser'),
    limitPages: rateLimits.byUser('checkoutPageByUser'),
    limitVerifications: rateLimits.byUser('verificationByUser'),
  });
}

function mentorRoutesOf(services: Services) {
  const { accounts, clock, config, mentorBookings, mentorFeeds, slots, timeChanges, users } = services;
  const profile = new ProfileController(accounts, users, mentorFeeds, slots, clock, config.baseUrl);
  return mentorRoutes({
    slots: new MentorSlotsController(
      slots,
      mentorBookings,
      services.publishing,
      services.slotPreviews,
      users,
      clock,
    ),
    slot: new MentorSlotController(
      slots,
      services.attendees,
      mentorBookings,
      services.slotEditing,
      services.slotCancellation,
      services.attendeeMessages,
      clock,
      config.baseUrl,
    ),
    profile,
    photo: new OwnPhotoController(services.mentorPhotos, profile),
    earnings: new EarningsController(services.earnings, clock),
    timeChange: new TimeChangeController(timeChanges, slots, users),
    showUnchanged: showUnchanged(services.overview, clock),
    limits: services.rateLimits,
    requireVerifiedMentors: config.requireVerifiedMentors,
  });
}

function adminRoutesOf(services: Services) {
  const { auditTrail, clock, adminMessages, adminSlots, saleSearch } = services;
  const { adminMoney: money, adminPeople: people, dailyCounts } = services;
  const sources = { money, people };
  const questions = new AdminQuestionsController(people, clock);
  const controllers = {
    pages: new AdminPagesController(services.adminOverview, dailyCounts, services.paymentStories, clock),
    lists: new AdminListsController(services.ledgerCheck, services.ledgerResults, clock),
    questions,
    actions: new AdminActionsController(services.adminActions, questions),
  };
  return adminRoutes(controllers, [
    paymentsList(sources, saleSearch),
    refundsList(sources, saleSearch),
    disputesList(adminMessages, sources),
    webhooksList(adminMessages, sources),
    mailList(adminMessages, sources),
    bookingsList(sources, saleSearch),
    slotsList(people, adminSlots),
    usersList(people),
    auditList(auditTrail, people),
  ]);
}
