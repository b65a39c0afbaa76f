/** The body of every refusal. */
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

/** Thrown when the API refuses a request; carries the status and what the body says. */
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

/** Razorpay answers 400, not 404, for an id it does not know. */
export function unknownId(): ApiError {
  return badRequest('The id provided does not exist');
}
