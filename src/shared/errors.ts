/** Every code that a client can see. The table in web/ maps each to a status, a page and a log level. */
export type ErrorCode =
  | 'NOT_AUTHENTICATED'
  | 'FORBIDDEN'
  | 'CSRF_FAILED'
  | 'NOT_FOUND'
  | 'SLOT_NOT_FOUND'
  | 'BOOKING_NOT_FOUND'
  | 'ORDER_UNKNOWN'
  | 'VALIDATION_FAILED'
  | 'SIGNATURE_INVALID'
  | 'SLOT_CLOSED'
  | 'ALREADY_BOOKED'
  | 'SLOT_FULL'
  | 'AMOUNT_MISMATCH'
  | 'PAYMENT_PENDING'
  | 'PAYMENT_FAILED'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'BAD_REQUEST'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'METHOD_NOT_ALLOWED'
  | 'PAYMENT_REFUSED'
  | 'GATEWAY_UNAVAILABLE'
  | 'SERVICE_UNAVAILABLE'
  | 'INTERNAL_ERROR';

export type FieldErrors = Readonly<Record<string, string>>;

export interface RefundNotice {
  /** Paise. */
  readonly amount: number;
  readonly status: string;
}

export interface DomainErrorDetails {
  /** For people: what happened, whether anything was charged, and what to do next. */
  readonly message?: string;
  /** Form field to message, with VALIDATION_FAILED. */
  readonly fields?: FieldErrors;
  /** Where the money is, if a paid seat could not be given. */
  readonly refund?: RefundNotice;
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** Thrown when a rule is broken or a dependency is out of reach. Expected outcomes are returned, not thrown. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly fields: FieldErrors | undefined;
  readonly refund: RefundNotice | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** If false, web/ shows the standard message of the code. */
  readonly hasOwnMessage: boolean;

  constructor(
    readonly code: ErrorCode,
    details: DomainErrorDetails = {},
  ) {
    super(details.message ?? code, details.cause === undefined ? undefined : { cause: details.cause });
    this.hasOwnMessage = details.message !== undefined;
    this.fields = details.fields;
    this.refund = details.refund;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** Codes of sockets that broke or never opened, as Node names them. */
const BROKEN_SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
]);

/** Whether an error is Node's own about a socket. */
export function isNetworkError(error: Error): boolean {
  return 'code' in error && typeof error.code === 'string' && BROKEN_SOCKET.has(error.code);
}
