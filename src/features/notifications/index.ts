export { type MailStatus, mailStatuses } from './mail.ts';
export type { OutboxRecord } from './outbox.model.ts';
export type { OutboxRepository } from './outbox.repository.ts';
