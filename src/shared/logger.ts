/**
 * The logger as the rest of the code uses it: an event name, and ids. Never log e-mails, tokens, signatures or bodies.
 */
export interface Logger {
  debug(fields: object, event: string): void;
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
}
