export { type MailKind, type MailStatus } from './mail.ts';
export type { OutboxRecord, OutboxRepository } from './outbox.repository.ts';
