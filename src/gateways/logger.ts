import { type DestinationStream, type LevelWithSilent, pino } from 'pino';
import { currentRequestId } from '../shared/ids.ts';
import type { Logger } from '../shared/logger.ts';

/** Properties that could bring a secret or personal detail into the log by mistake, at the top level and one below. */
const SECRET_NAMES = [
  'password',
  'passwordHash',
  'token',
  'secret',
  'keySecret',
  'webhookSecrets',
  'signature',
  'razorpay_signature',
  'authorization',
  'cookie',
  'set-cookie',
  'x-razorpay-signature',
  '_csrf',
  'email',
  'contact',
  'phone',
];
const redactedPaths = SECRET_NAMES.flatMap((name) =>
  ['', '*', 'headers', '*.headers'].map((place) => `${place}["${name}"]`),
);

/** Control characters and line separators that JSON does not escape, and that terminals may obey. */
const UNESCAPED_CONTROLS = /[\u007f-\u009f\u2028\u2029]/g;

export interface LoggerOptions {
  readonly level: LevelWithSilent;
  readonly name?: string;
}

/**
 * Writes one line of JSON per event, to standard output by default. Writing is synchronous, so that the last line
 * before an exit or a crash is not lost.
 */
export function createLogger(options: LoggerOptions, destination?: DestinationStream): Logger {
  return pino(
    {
      level: options.level,
      base: { ...(options.name === undefined ? {} : { name: options.name }), pid: process.pid },
      messageKey: 'event',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      mixin: requestOfLine,
      serializers: { err: describeError, error: describeError },
      redact: { paths: redactedPaths, censor: '[hidden]' },
      hooks: { streamWrite: escapeControls },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}

/** Adds the request id to the lines that are written during a request. */
function requestOfLine(): { requestId?: string } {
  const requestId = currentRequestId();
  return requestId === undefined ? {} : { requestId };
}

function escapeControls(line: string): string {
  return line.replace(
    UNESCAPED_CONTROLS,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

interface ErrorRecord {
  readonly type: string;
  readonly message: string;
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly stack?: string;
  readonly cause?: unknown;
}

/**
 * Reduces an error to what may be logged. Other properties are left out: clients attach requests with credentials
 * (axios) and documents with e-mails (MongoDB).
 */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error;
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  const record: ErrorRecord = {
    type: error.name,
    message: withoutKeyValues(error.message),
    ...(isPlain(code) && { code }),
    ...(isPlain(statusCode) && { statusCode }),
    ...(error.stack !== undefined && { stack: framesOf(error.stack) }),
    ...(error.cause !== undefined && depth < 3 && { cause: describeError(error.cause, depth + 1) }),
  };
  return record;
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/** MongoDB quotes the duplicate value, which may be an e-mail address, in its message. */
function withoutKeyValues(message: string): string {
  return message.replace(/dup key: \{.*\}/s, 'dup key: [hidden]');
}

function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
