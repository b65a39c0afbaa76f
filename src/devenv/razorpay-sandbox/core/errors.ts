import type { PaymentFailure } from './entities.ts';

/** The body of every error. */
export interface ErrorBody {
  readonly error: {
    readonly code: string;
    readonly description: string;
    readonly source: string;
    readonly step: string;
    readonly reason: string;
    readonly metadata: Readonly<Record<string, string>>;
    readonly field?: string;
  };
}

/** Thrown if the API refuses a request. Carries the status and the body. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    description: string,
    readonly details: { readonly field?: string; readonly reason?: string; readonly code?: string } = {},
  ) {
    super(description);
  }

  toBody(): ErrorBody {
    const { code = 'BAD_REQUEST_ERROR', reason = 'input_validation_failed', field } = this.details;
    return {
      error: {
        code,
        description: this.message,
        source: 'business',
        step: 'payment_initiation',
        reason,
        metadata: {},
        ...(field === undefined ? {} : { field }),
      },
    };
  }
}

export function badRequest(description: string, details: { field?: string; reason?: string } = {}): ApiError {
  return new ApiError(400, description, details);
}

/** Razorpay answers 400, not 404, for an unknown id. */
export function unknownId(): ApiError {
  return badRequest('The id provided does not exist');
}

export const NO_FAILURE: PaymentFailure = {
  error_code: null,
  error_description: null,
  error_source: null,
  error_step: null,
  error_reason: null,
};

function failure(reason: string, source: string, description: string): PaymentFailure {
  return {
    error_code: 'BAD_REQUEST_ERROR',
    error_description: description,
    error_source: source,
    error_step: reason === 'payment_cancelled' ? 'payment_authentication' : 'payment_authorization',
    error_reason: reason,
  };
}

/** Reasons for failures in test mode. */
export const failures = {
  payment_failed: failure(
    'payment_failed',
    'bank',
    "Your payment didn't go through as it was declined by the bank. Try another payment method or contact your bank.",
  ),
  payment_cancelled: failure(
    'payment_cancelled',
    'customer',
    'Your payment has been cancelled. Try again or complete the payment later.',
  ),
  payment_timed_out: failure(
    'payment_timed_out',
    'customer',
    "Your payment didn't go through as it could not be completed on time. Try again.",
  ),
  insufficient_fund: failure(
    'insufficient_fund',
    'customer',
    "Your payment didn't go through due to insufficient balance in your account. Try another payment method.",
  ),
  card_declined: failure(
    'card_declined',
    'bank',
    'Your payment was declined by the bank. Try another card or payment method.',
  ),
  incorrect_otp: failure(
    'incorrect_otp',
    'customer',
    'Payment could not be completed as you entered an incorrect OTP. Try again.',
  ),
  order_already_paid: failure(
    'order_already_paid',
    'business',
    'Payment has already been made for this order.',
  ),
} satisfies Record<string, PaymentFailure>;

export type FailureReason = keyof typeof failures;

/** Checkout's error object: `payment.failed`, and the `error[...]` fields of the hosted page. */
export interface CheckoutError {
  readonly code: string;
  readonly description: string;
  readonly source: string;
  readonly step: string;
  readonly reason: string;
  readonly metadata: { readonly payment_id: string; readonly order_id: string };
}

export function toCheckoutError(payment: PaymentFailure & { id: string; order_id: string }): CheckoutError {
  return {
    code: payment.error_code ?? 'BAD_REQUEST_ERROR',
    description: payment.error_description ?? 'Payment failed',
    source: payment.error_source ?? 'bank',
    step: payment.error_step ?? 'payment_authorization',
    reason: payment.error_reason ?? 'payment_failed',
    metadata: { payment_id: payment.id, order_id: payment.order_id },
  };
}
