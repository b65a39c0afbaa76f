import { type DestinationStream, type LevelWithSilent, pino } from 'pino';
import { currentRequestId } from '../shared/ids.ts';
import type { Logger } from '../shared/logger.ts';

/** Names under which a secret or a personal detail could reach a log by mistake; at the top and one level down. */
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

/** Control characters and line separators that JSON leaves as they are, and terminals may obey. */
const UNESCAPED_CONTROLS = /[\u007f-\u009f\u2028\u2029]/g;

export interface LoggerOptions {
  readonly level: LevelWithSilent;
  /** Which process writes: `server`, `worker`. */
  readonly name?: string;
}

/**
 * A logger that writes one line of JSON for each event. Lines are written synchronously: the last one before an exit
 * or a crash is there. `destination` is standard output if not given.
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

/** Lines written on behalf of a request name it. */
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
 * An error reduced to what may be logged. Other properties are left out, because clients hang requests with
 * credentials (axios) and documents with e-mails (MongoDB) on theirs.
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

/** MongoDB quotes the values of a duplicate key, which may be an e-mail, in the message. */
function withoutKeyValues(message: string): string {
  return message.replace(/dup key: \{.*\}/s, 'dup key: [hidden]');
}

/** The stack without its first lines, which repeat the message. */
function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
