export type { Notifications } from './notifications.ts';
export { type MailKind, type MailStatus, mailStatuses } from './mail.ts';
export type { OutboxRecord, OutboxRepository } from './outbox.repository.ts';
