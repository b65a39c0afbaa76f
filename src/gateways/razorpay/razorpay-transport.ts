import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import Razorpay from 'razorpay';
import { remainingMilliseconds } from '../../shared/waiting.ts';
import { GatewayError, readFailure } from './gateway-error.ts';

/** Milliseconds for one call to Razorpay, including retries. */
export const CALL_LIMIT = 8000;

export interface RazorpayCredentials {
  readonly keyId: string;
  readonly keySecret: string;
  readonly apiUrl: string;
  /** Whether this is Razorpay's own API. If not, proxies from the environment are not used. */
  readonly isLiveApi: boolean;
}

/** The parts of the package's axios instance that we use. Its typings do not have the instance. */
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

/** The official package with features that it has no options for: address, timeouts, keep-alive, typed errors. */
export function openRazorpayPackage(credentials: RazorpayCredentials): RazorpayPackage {
  const razorpay = new Razorpay({
    key_id: credentials.keyId,
    key_secret: credentials.keySecret,
  }) as unknown as RazorpayPackage;
  const { defaults, interceptors } = razorpay.api.rq;
  const agentOptions = { keepAlive: true, maxSockets: 128, maxFreeSockets: 128, scheduling: 'lifo' } as const;
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
  interceptors.response.use(undefined, (error) => Promise.reject(new CarriedError(readFailure(error))));
  return razorpay;
}

/** axios's own timeout measures silence. The signal also ends an answer that arrives very slowly. */
function limitToDeadline(config: RequestConfig): RequestConfig {
  const milliseconds = Math.max(1, Math.floor(Math.min(CALL_LIMIT, remainingMilliseconds())));
  return { ...config, timeout: milliseconds, signal: AbortSignal.timeout(milliseconds) };
}

/**
 * Carries our error in the shape that the package expects: it rejects with `{ error: err.response.data.error }` without
 * a check that there is a response.
 */
class CarriedError extends Error {
  readonly response: { readonly status: number; readonly data: { readonly error: GatewayError } };

  constructor(readonly error: GatewayError) {
    super(error.message);
    this.response = { status: error.statusCode ?? 0, data: { error } };
  }
}

/** Finds our error in the rejection of the package or of its axios instance: both have it as `error`. */
export function toGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  const carried = (thrown as { readonly error?: unknown } | null | undefined)?.error;
  if (carried instanceof GatewayError) return carried;
  return new GatewayError('unavailable', {
    message: 'The call to Razorpay broke off in an unexpected way',
    cause: thrown,
  });
}
