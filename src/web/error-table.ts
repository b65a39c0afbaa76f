import type { DomainError, ErrorCode } from '../shared/errors.ts';

export interface ErrorRow {
  readonly status: number;
  readonly title: string;
  /** What happened, and whether anything was charged. Used if the error has no message of its own. */
  readonly message: string;
  /** What to do next. */
  readonly next: string;
  /** The button of the page: `again` for every request, `form` only after a form was sent. */
  readonly retry?: 'again' | 'form';
  /** Where the page leads, if `next` names the list of sessions. Otherwise to the bookings of a user. */
  readonly leadsTo?: 'sessions';
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly retryAfterSeconds?: number;
}

const NOTHING_CHARGED = 'Nothing was charged.';
/** In the message, not in `next`, because JSON has only the message. */
const MAY_BE_PAID =
  'Nothing was charged by this step. If you have paid already, your payment is safe: it will appear under My bookings, so do not pay again.';
const START_AGAIN = 'Choose another session from the list.';

/** Maps each code to a status, the texts of the page, and a log level. */
export const errorTable: Readonly<Record<ErrorCode, ErrorRow>> = {
  NOT_AUTHENTICATED: {
    status: 401,
    title: 'Please log in',
    message: 'You are not logged in.',
    next: 'Log in and try again.',
    logLevel: 'info',
  },
  FORBIDDEN: {
    status: 403,
    title: 'Not allowed',
    message: 'Your account does not have access to this. Nothing was changed.',
    next: 'If you think that this is a mistake, write to us.',
    logLevel: 'info',
  },
  CSRF_FAILED: {
    status: 403,
    title: 'This form has expired',
    message: `The form was open for too long, or was not ours. Nothing was changed. ${NOTHING_CHARGED}`,
    next: 'Go back, reload the page and send it again.',
    retry: 'form',
    logLevel: 'info',
  },
  NOT_FOUND: {
    status: 404,
    title: 'This ticket leads nowhere.',
    message: 'The address may be mistyped, or the session is gone.',
    next: 'Search, or start from the list of sessions.',
    leadsTo: 'sessions',
    logLevel: 'debug',
  },
  SLOT_NOT_FOUND: {
    status: 404,
    title: 'Session not found',
    message: 'There is no such session.',
    next: START_AGAIN,
    leadsTo: 'sessions',
    logLevel: 'info',
  },
  BOOKING_NOT_FOUND: {
    status: 404,
    title: 'Booking not found',
    message: 'There is no such booking in your account.',
    next: 'Your bookings are listed under My bookings. If you have paid, your payment is safe and will appear there.',
    logLevel: 'info',
  },
  ORDER_UNKNOWN: {
    status: 404,
    title: 'Order not found',
    message: 'There is no such order in your account.',
    next: 'If you have paid, your payment is safe and will appear under My bookings.',
    logLevel: 'warn',
  },
  VALIDATION_FAILED: {
    status: 422,
    title: 'Please check what you entered',
    message: 'Something in what you sent is missing or not valid. Nothing was changed.',
    next: 'Go back, correct it and send it again.',
    retry: 'form',
    logLevel: 'debug',
  },
  SIGNATURE_INVALID: {
    status: 400,
    title: 'Payment not verified',
    message: 'We could not verify this message about a payment, so nothing was booked.',
    next: 'If you have paid, your payment is safe: look under My bookings in a minute, and do not pay again.',
    logLevel: 'warn',
  },
  SLOT_CLOSED: {
    status: 409,
    title: 'Session closed',
    message: 'This session can no longer be booked: it was cancelled, moved, or has started.',
    next: START_AGAIN,
    leadsTo: 'sessions',
    logLevel: 'info',
  },
  ALREADY_BOOKED: {
    status: 409,
    title: 'Already booked',
    message: 'You already hold a seat in this session.',
    next: 'Your booking is under My bookings.',
    logLevel: 'info',
  },
  SLOT_FULL: {
    status: 409,
    title: 'Fully booked',
    message: 'This session is fully booked.',
    next: START_AGAIN,
    leadsTo: 'sessions',
    logLevel: 'info',
  },
  AMOUNT_MISMATCH: {
    status: 409,
    title: 'The amount does not match',
    message: 'The amount paid is not the amount of the order, so nothing was booked.',
    next: 'Whatever was paid is refunded in full. There is nothing for you to do.',
    logLevel: 'error',
  },
  PAYMENT_PENDING: {
    status: 202,
    title: 'Payment being confirmed',
    message: 'Your payment is not confirmed yet. Nothing is lost.',
    next: 'Wait a minute and look again. Do not pay a second time.',
    logLevel: 'info',
    retryAfterSeconds: 5,
  },
  PAYMENT_FAILED: {
    status: 402,
    title: 'Payment failed',
    message: 'Payment failed. Please try again.',
    next: 'If your bank shows a charge, look under My bookings before you pay again.',
    logLevel: 'info',
  },
  CONFLICT: {
    status: 409,
    title: 'Not possible now',
    message: 'This changed in the meantime, so nothing was done.',
    next: 'Go back, reload the page and look at what is there now.',
    retry: 'form',
    logLevel: 'info',
  },
  RATE_LIMITED: {
    status: 429,
    title: 'Too many attempts',
    message: `There were too many attempts in a short time. ${MAY_BE_PAID}`,
    next: 'Wait a little and try again.',
    retry: 'again',
    logLevel: 'warn',
    retryAfterSeconds: 60,
  },
  BAD_REQUEST: {
    status: 400,
    title: 'Request not understood',
    message: 'The request could not be read.',
    next: 'Go back, reload the page and try again.',
    retry: 'form',
    logLevel: 'info',
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    title: 'Too much at once',
    message: 'The request is too large for this page. Nothing was changed.',
    next: 'Send less text and try again.',
    retry: 'form',
    logLevel: 'info',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    title: 'Format not supported',
    message: 'This address does not accept requests in this format.',
    next: 'Send JSON with the content type application/json.',
    logLevel: 'info',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'Method not allowed',
    message: 'This address does not accept this kind of request.',
    next: 'Start from the list of sessions.',
    leadsTo: 'sessions',
    logLevel: 'info',
  },
  PAYMENT_REFUSED: {
    status: 502,
    title: 'This payment cannot be taken',
    message: `Razorpay does not accept a payment of this amount for this session. ${NOTHING_CHARGED}`,
    next: 'Trying again does not help. Choose another session, or write to us.',
    leadsTo: 'sessions',
    logLevel: 'error',
  },
  GATEWAY_UNAVAILABLE: {
    status: 503,
    title: 'The payment service is not answering',
    message: `Razorpay could not be reached. ${MAY_BE_PAID}`,
    next: 'Try again in a minute.',
    retry: 'again',
    logLevel: 'warn',
    retryAfterSeconds: 30,
  },
  SERVICE_UNAVAILABLE: {
    status: 503,
    title: 'We will be back in a moment',
    message: `A part of our site is not answering. ${MAY_BE_PAID}`,
    next: 'Try again in a minute.',
    retry: 'again',
    logLevel: 'error',
    retryAfterSeconds: 10,
  },
  INTERNAL_ERROR: {
    status: 500,
    title: 'Something went wrong',
    message: `Something went wrong on our side. ${MAY_BE_PAID}`,
    next: 'Try again in a minute. If it keeps failing, write to us.',
    retry: 'again',
    logLevel: 'error',
  },
};

/** What happened: in the error's own words, else in those of its code. */
export function messageOf(error: DomainError): string {
  return error.hasOwnMessage ? error.message : errorTable[error.code].message;
}
