export { type MailKind, type MailStatus, mailStatuses } from './mail.ts';
export type { OutboxRecord, OutboxRepository } from './outbox.repository.ts';
