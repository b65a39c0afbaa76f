export {
  createCaptureMailTransport,
  type CaptureMailTransport,
  type CaptureOptions,
  type CapturedMail,
} from './mail-transports.ts';
export { MailError, type MailAttachment, type MailMessage, type MailTransport } from './mail-message.ts';
export { createMailTransport, type MailTransportOptions } from './mail-transports.ts';
