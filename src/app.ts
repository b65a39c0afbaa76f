import type { Express, RequestHandler } from 'express';
import type { Services } from './compose.ts';
import type { Config } from './config/config.ts';
import { adminRoutes } from './features/admin/index.ts';
import { accountRoutes, createAuthentication } from './features/accounts/index.ts';
import {
  BookingApiController,
  bookingRoutes,
  CheckoutController,
  RazorpayCallbackController,
  razorpayCallbackRoutes,
} from './features/booking/index.ts';
import { cancellationRoutes } from './features/cancellation/index.ts';
import { dashboardRoutes } from './features/dashboard/index.ts';
import { informationRoutes } from './features/information/index.ts';
import { mentorRoutes } from './features/mentor/index.ts';
import { personalDataRoutes } from './features/personal-data/index.ts';
import { SlotController, slotRoutes } from './features/slots/index.ts';
import { RazorpayWebhookController, webhookRoutes } from './features/webhooks/index.ts';
import { waitlistRoutes } from './features/waitlist/index.ts';
import { pingMongo } from './gateways/mongo/index.ts';
import { pingRedis } from './gateways/redis/index.ts';
import type { Logger } from './shared/logger.ts';
import { buildApp, buildWaitingApp } from './web/frame.ts';
import { healthRoutes, Readiness } from './web/health.routes.ts';
import { metricsRoutes, observeRequests } from './web/metrics.routes.ts';

export interface AppOptions {
  /** Prints the metrics of all processes of this server; default those of this one. */
  readonly printMetrics?: () => Promise<string>;
}

/** What answers before there are services: health, and 503 for people. */
export function createWaitingApp(config: Config, logger: Logger, readiness: Readiness): Express {
  return buildWaitingApp({ config, logger, bareRoutes: [healthRoutes(readiness, [])] });
}

/** The whole site as one Express application; it listens nowhere yet. */
export function createApp(
  services: Services,
  readiness = new Readiness(),
  { printMetrics }: AppOptions = {},
): Express {
  const { accounts, config, clock, logger, metrics, redis } = services;
  const print = printMetrics ?? (() => metrics.print());
  const authentication = createAuthentication(accounts);
  const slotController = new SlotController({ ...services, mentors: accounts });
  return buildApp({
    config,
    logger,
    clock,
    sessionRedis: redis,
    sessionPrefix: services.sessionPrefix,
    rateLimits: services.rateLimits,
    authenticate: authentication.session() as RequestHandler,
    observe: [observeRequests(metrics)],
    bareRoutes: [
      healthRoutes(readiness, [
        { name: 'mongodb', check: () => pingMongo(services.mongo) },
        { name: 'redis', check: () => pingRedis(redis) },
      ]),
      metricsRoutes({ metrics, token: config.metricsToken, print }),
      razorpayCallbackRoutes(new RazorpayCallbackController({ ...services, site: config.site })),
      webhookRoutes(
        new RazorpayWebhookController({
          inbox: services.webhookInbox,
          webhookSecret: config.razorpay.webhookSecret,
        }),
      ),
    ],
    routes: [
      // First what is asked for most: each request tries the routes in this order.
      slotRoutes(slotController),
      accountRoutes({ ...services, settings: services.accountSettings, authentication }),
      journeyRoutes(services, slotController),
      cancellationRoutes({ ...services, mentors: accounts }),
      dashboardRoutes({ ...services, refunds: services.refundRepository, mentors: accounts }),
      waitlistRoutes(services),
      informationRoutes(),
      mentorRoutes({
        ...services,
        baseUrl: config.baseUrl,
        requireVerifiedMentors: config.requireVerifiedMentors,
      }),
      personalDataRoutes(services),
      adminRoutes(services),
    ],
  });
}

function journeyRoutes(services: Services, slotController: SlotController) {
  const { config, accounts } = services;
  const settings = { ...config.razorpay, baseUrl: config.baseUrl };
  const pages = new CheckoutController({ ...services, mentors: accounts, slotController, settings });
  const api = new BookingApiController({ ...services, keyId: config.razorpay.keyId });
  return bookingRoutes({ pages, api, limitOrders: services.rateLimits.byUser('bookingByUser') });
}
