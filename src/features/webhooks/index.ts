export { RazorpayWebhookController } from './razorpay-webhook.controller.ts';
export { createWebhookHandlers } from './webhook-dispatch.ts';
export { createWebhookEventModel, type WebhookEventRecord } from './webhook-event.model.ts';
export { WebhookEventRepository } from './webhook-event.repository.ts';
export type { WebhookEvent, WebhookNote } from './webhook-event.ts';
export { WebhookInbox } from './webhook-inbox.ts';
export { webhookRoutes } from './webhook.routes.ts';
