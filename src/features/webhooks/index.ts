export type { WebhookEventRecord } from './webhook-event.model.ts';
export type { WebhookEvent } from './webhook-event.ts';
export type { WebhookInbox } from './webhook-inbox.ts';
