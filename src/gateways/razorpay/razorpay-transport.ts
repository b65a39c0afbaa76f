import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import Razorpay from 'razorpay';
import { remainingMilliseconds } from '../../shared/deadline.ts';
import { GatewayError } from './gateway-error.ts';
import { failureOf, readFailure } from './read-failure.ts';

/** Milliseconds that a call to Razorpay may take, retries included. */
export const CALL_LIMIT = 8000;

export interface RazorpayCredentials {
  readonly keyId: string;
  readonly keySecret: string;
  /** Origin of the API. */
  readonly apiUrl: string;
  /** Whether that is Razorpay's own; if not, proxies of the environment are left out. */
  readonly isLiveApi: boolean;
}

/** The parts of the package's axios instance that we use; its typings leave the instance out. */
interface RequestConfig {
  timeout?: number;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}
interface RequestClient {
  readonly defaults: Record<string, unknown>;
  readonly interceptors: {
    readonly request: { use(onRequest: (config: RequestConfig) => RequestConfig): void };
    readonly response: { use(onAnswer: undefined, onError: (error: unknown) => Promise<never>): void };
  };
  post(url: string, body: object, config: RequestConfig): Promise<{ data: unknown }>;
}

export type RazorpayPackage = Omit<Razorpay, 'api'> & { readonly api: { readonly rq: RequestClient } };

/**
 * The official package, put right where it needs it: the address, time-outs (it has none), connections kept open, and
 * errors that it would trip over (it reads `err.response.status` of errors without a response).
 */
export function openRazorpayPackage(credentials: RazorpayCredentials): RazorpayPackage {
  const razorpay = new Razorpay({
    key_id: credentials.keyId,
    key_secret: credentials.keySecret,
  }) as unknown as RazorpayPackage;
  const { defaults, interceptors } = razorpay.api.rq;
  const agentOptions = { keepAlive: true, maxSockets: 128, maxFreeSockets: 16, scheduling: 'lifo' } as const;
  Object.assign(defaults, {
    baseURL: credentials.apiUrl,
    timeout: CALL_LIMIT,
    maxRedirects: 0,
    maxContentLength: 5_000_000,
    httpAgent: new HttpAgent(agentOptions),
    httpsAgent: new HttpsAgent(agentOptions),
    ...(!credentials.isLiveApi && { proxy: false }),
  });
  interceptors.request.use(limitToDeadline);
  interceptors.response.use(undefined, carryFailure);
  return razorpay;
}

/** axios's own time-out watches for silence only; the signal also ends an answer that trickles in. */
function limitToDeadline(config: RequestConfig): RequestConfig {
  const milliseconds = Math.max(1, Math.floor(Math.min(CALL_LIMIT, remainingMilliseconds())));
  return { ...config, timeout: milliseconds, signal: AbortSignal.timeout(milliseconds) };
}

/** Gives every error a response that the package can take apart, with our own error inside. */
class CarriedFailure extends Error {
  override readonly name = 'CarriedFailure';
  readonly response: { readonly status: number; readonly data: { readonly error: GatewayError } };

  constructor(failure: GatewayError) {
    super(failure.message);
    this.response = { status: failure.statusCode ?? 0, data: { error: failure } };
  }
}

function carryFailure(error: unknown): Promise<never> {
  return Promise.reject(new CarriedFailure(failureOf(readFailure(error))));
}

/** Finds our error in what the package, or its axios instance, rejects with. */
export function toGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  if (thrown instanceof CarriedFailure) return thrown.response.data.error;
  if (
    typeof thrown === 'object' &&
    thrown !== null &&
    'error' in thrown &&
    thrown.error instanceof GatewayError
  ) {
    return thrown.error;
  }
  return new GatewayError('unavailable', {
    message: 'The call to Razorpay broke off in an unexpected way',
    cause: thrown,
  });
}
