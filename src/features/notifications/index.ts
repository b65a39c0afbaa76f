export {
  keyOf,
  mailStatuses,
  type Mail,
  type MailKind,
  type MailStatus,
  type NewMail,
  type OutboxMail,
} from './mail.ts';
export { MailComposer, type MailComposerDeps } from './mail-composer.ts';
export { MailDelivery, type MailDeliveryDeps } from './mail-delivery.ts';
export type { MailReader } from './mail-reader.ts';
export { Notifications, type AccountMail, type NotificationsDeps, type SeatOffer } from './notifications.ts';
export { createOutboxModel, type OutboxModel, type OutboxRecord } from './outbox.model.ts';
export { OutboxRepository, type Sealer } from './outbox.repository.ts';
export { reminderTimes, type ReminderTimes } from './reminder-times.ts';
export { createSealer } from './sealer.ts';
export { MissedMail, type MissedMailDeps } from './missed-mail.ts';
export { createMissedMailMarkModel } from './missed-mail.model.ts';
export { MissedMailRepository } from './missed-mail.repository.ts';
