import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { isMongoUnavailable } from '../gateways/mongo/index.ts';
import { GatewayError, isRefusal } from '../gateways/razorpay/index.ts';
import { isRedisUnavailable } from '../gateways/redis.ts';
import { paths } from '../paths.ts';
import { DomainError, type ErrorCode } from '../shared/errors.ts';
import type { Logger } from '../shared/logger.ts';
import { type ErrorRow, errorTable, messageOf } from './error-table.ts';
import { renderErrorPage } from './page-renderer.ts';
import { isRead, prefersJson, requestIdOf } from './request-context.ts';
import { loginPathFor, retryPathFor, seeOther } from './return-to.ts';
import { SessionEnded } from './session-store.ts';

export interface ErrorLink {
  readonly href: string;
  readonly text: string;
}

export interface ErrorPage {
  readonly status: number;
  /** Such as `Error 500`. Null for expected events, such as a full session. */
  readonly eyebrow: string | null;
  readonly title: string;
  /** What happened, and whether anything was charged. */
  readonly message: string;
  /** What to do next. */
  readonly next: string;
  /** Null if trying again does not help. */
  readonly retry: ErrorLink | null;
  readonly link: ErrorLink | null;
  /** For support; null if the request failed before it got one. */
  readonly requestId: string | null;
}

/** The codes for errors of express and its body parsers, by status. */
const CODE_OF_HTTP_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'BAD_REQUEST',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};

/** Statuses that are not the fault of the reader or the site. */
const EXPECTED = [202, 402, 409, 422, 429];

export const notFound: RequestHandler = () => {
  throw new DomainError('NOT_FOUND');
};

/** The last handler: turns every error into a page or JSON by the error table, and logs it. */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  // eslint-disable-next-line no-restricted-syntax -- four parameters are how express tells error handlers
  return (thrown: unknown, req, res, next) => {
    const error = toDomainError(thrown);
    const row = errorTable[error.code];
    logRefusal(logger, req, { error, thrown, row });
    if (res.headersSent) {
      // Express cuts the connection unless the answer is already complete, as when a session could not be saved.
      if (!res.writableEnded) next(thrown);
      return;
    }
    const retryAfter = error.retryAfterSeconds ?? row.retryAfterSeconds;
    if (retryAfter !== undefined) res.set('Retry-After', String(Math.max(1, Math.ceil(retryAfter))));
    if (wantsJson(req)) sendJson(res, error, row);
    else sendPage(req, res, error);
  };
}

/** Whether to answer in JSON, by the path or the Accept header. */
function wantsJson(req: Request): boolean {
  return req.path.startsWith('/api/') || req.path === paths.razorpayWebhook || prefersJson(req);
}

function toDomainError(thrown: unknown): DomainError {
  if (thrown instanceof DomainError) return thrown;
  if (isRefusal(thrown, 'order-not-accepted')) return new DomainError('PAYMENT_REFUSED', { cause: thrown });
  if (thrown instanceof SessionEnded) return new DomainError('NOT_AUTHENTICATED', { cause: thrown });
  if (thrown instanceof GatewayError) return new DomainError('GATEWAY_UNAVAILABLE', { cause: thrown });
  if (isRefusedRequest(thrown)) return new DomainError(codeOfHttpError(thrown), { cause: thrown });
  if (isMongoUnavailable(thrown) || isRedisUnavailable(thrown)) {
    return new DomainError('SERVICE_UNAVAILABLE', { cause: thrown });
  }
  return new DomainError(codeOfHttpError(thrown), { cause: thrown });
}

/**
 * Whether a body parser refused the request. A client that disconnects causes ECONNABORTED, the same code as a broken
 * socket of ours, which would wrongly count as an outage.
 */
function isRefusedRequest(thrown: unknown): boolean {
  return thrown instanceof Error && 'status' in thrown && Number(thrown.status) < 500;
}

function codeOfHttpError(thrown: unknown): ErrorCode {
  if (!(thrown instanceof Error) || !('status' in thrown)) return 'INTERNAL_ERROR';
  const status = Number(thrown.status);
  return CODE_OF_HTTP_STATUS[status] ?? (status >= 400 && status < 500 ? 'BAD_REQUEST' : 'INTERNAL_ERROR');
}

function logRefusal(
  logger: Logger,
  req: Request,
  { error, thrown, row }: { error: DomainError; thrown: unknown; row: ErrorRow },
): void {
  const fields = { code: error.code, status: row.status, userId: req.user?.id };
  // A cause may quote user input, so it is logged only for faults.
  const isFault = row.status >= 500;
  logger[row.logLevel](isFault ? { ...fields, error: error.cause ?? thrown } : fields, 'request.refused');
}

function sendJson(res: Response, error: DomainError, row: ErrorRow): void {
  const { code, fields, refund } = error;
  const message = messageOf(error);
  res
    .status(row.status)
    .set('Cache-Control', 'no-store')
    .json({ success: false, error: { code, message, ...(fields && { fields }), ...(refund && { refund }) } });
}

function sendPage(req: Request, res: Response, error: DomainError): void {
  if (error.code === 'NOT_AUTHENTICATED') {
    seeOther(res.set('Cache-Control', 'no-store'), loginPathFor(req));
    return;
  }
  const row = errorTable[error.code];
  const page: ErrorPage = {
    status: row.status,
    eyebrow: EXPECTED.includes(row.status) ? null : `Error ${row.status}`,
    title: row.title,
    message: [messageOf(error), ...Object.values(error.fields ?? {})].join(' '),
    next: row.next,
    retry: retryOf(req, row),
    link: wayOutOf(req, row),
    requestId: requestIdOf(req),
  };
  renderErrorPage(req, res, { title: row.title, page, status: row.status });
}

/** To the first page of the admin's or the mentor's area, else to a user's bookings or the list of sessions. */
function wayOutOf({ user, path }: Request, { leadsTo }: ErrorRow): ErrorLink {
  const isWithin = (area: string) => path === area || path.startsWith(`${area}/`);
  if (user?.roles.includes('admin') && isWithin(paths.admin))
    return { href: paths.admin, text: 'Admin overview' };
  if (user?.roles.includes('mentor') && isWithin(paths.mentor))
    return { href: paths.mentor, text: 'Your sessions' };
  return user && leadsTo !== 'sessions'
    ? { href: paths.dashboard, text: 'My bookings' }
    : { href: paths.home, text: 'All sessions' };
}

/** A page is loaded again. A form is sent again from its page, which has the values and a new token. */
function retryOf(req: Request, { retry }: ErrorRow): ErrorLink | null {
  const href = retryPathFor(req);
  if (retry === undefined || href === undefined || (retry === 'form' && isRead(req))) return null;
  return { href, text: isRead(req) ? 'Try again' : 'Back to the form' };
}

/** An expected refusal, with the status of its code. */
export interface ExpectedRefusal {
  readonly error: DomainError;
  readonly status: number;
}

/**
 * Shows people what there is by now, instead of an error page, if a change was refused with one of these codes. JSON
 * clients get the code itself.
 */
export function showInsteadOf<Params extends Record<string, string>>(
  codes: readonly ErrorCode[],
  show: (req: Request<Params>, res: Response, refusal: ExpectedRefusal) => Promise<void>,
): ErrorRequestHandler<Params> {
  // eslint-disable-next-line no-restricted-syntax -- four parameters are how express tells error handlers
  return async (thrown: unknown, req, res, next) => {
    const isExpected = thrown instanceof DomainError && codes.includes(thrown.code);
    if (!isExpected || !req.user || prefersJson(req)) next(thrown);
    else await show(req, res, { error: thrown, status: errorTable[thrown.code].status });
  };
}
