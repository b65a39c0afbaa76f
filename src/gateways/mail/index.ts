export {
  createCaptureMailTransport,
  type CaptureMailTransport,
  type CaptureOptions,
  type CapturedMail,
} from './capture-transport.ts';
export { MailError, type MailAttachment, type MailMessage, type MailTransport } from './mail-message.ts';
export { createMailTransport, type MailTransportOptions } from './smtp-transport.ts';
