export { type MailStatus, mailStatuses } from './mail.ts';
export type { OutboxRecord } from './outbox.repository.ts';
export type { OutboxRepository } from './outbox.repository.ts';
