export { disputeStatuses } from './dispute.repository.ts';
export type { DisputeModel, DisputeRecord } from './dispute.repository.ts';
export type { WebhookEventModel, WebhookEventRecord } from './webhook-event.repository.ts';
export type { WebhookEvent } from './webhook-event.ts';
export type { WebhookInbox } from './webhook-inbox.ts';
export { webhookNotes } from './webhook-event.ts';
