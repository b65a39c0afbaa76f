import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  CountBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
} from 'cockatiel';
import type { Logger } from '../../shared/logger.ts';
import { remainingMilliseconds, withDeadline } from '../../shared/waiting.ts';
import { GatewayError, type GatewayFailure } from './gateway-error.ts';
import { CALL_LIMIT, toGatewayError } from './razorpay-transport.ts';

/** The calls of one circuit fail together. Razorpay limits reads long before it refuses orders. */
type Circuit = 'reads' | 'orders' | 'captures' | 'refunds';

const circuitOf = {
  'order.create': 'orders',
  'order.fetch': 'reads',
  'order.find': 'reads',
  'order.list': 'reads',
  'order.payments': 'reads',
  'payment.fetch': 'reads',
  'payment.capture': 'captures',
  'payment.list': 'reads',
  'payment.refunds': 'reads',
  'refund.create': 'refunds',
  'refund.list': 'reads',
} as const satisfies Record<string, Circuit>;

export type Operation = keyof typeof circuitOf;

/** The result of a call, reported once, however many attempts it took. */
export interface GatewayCall {
  readonly operation: Operation;
  readonly outcome: 'ok' | GatewayFailure;
  readonly seconds: number;
}

export interface CallPolicyOptions {
  readonly logger: Logger;
  readonly onCall?: ((call: GatewayCall) => void) | undefined;
  /** Names the gateway in the log if an application has several. */
  readonly purpose?: string;
  /** Milliseconds until an open circuit lets one call through as a trial. Default: 2,000. */
  readonly halfOpenAfter?: number;
}

/** A retry needs at least this much time, so that it can succeed. */
const WORTH_A_RETRY = 1000;
/** A call that had less time than this and ran out of it says nothing about Razorpay. */
const FAIR_CHANCE = 2000;

/**
 * Makes calls within the deadline, with up to two retries after a passing failure, and refuses them at once while their
 * circuit is open. A circuit opens if more than 80 % of its last 40 calls (at least 20) failed after their retries, so
 * a handful of slow or failed calls changes nothing. A refusal is an answer, not a failure. After 2 s an open circuit
 * lets one call through, and closes if it is answered. That is earlier than any webhook or refund is repeated.
 */
export class CallPolicy {
  readonly #logger: Logger;
  readonly #onCall: ((call: GatewayCall) => void) | undefined;
  readonly #retry = retry(handleWhen(isWorthRetrying), {
    maxAttempts: 2,
    backoff: new ExponentialBackoff({ initialDelay: 150, maxDelay: 800 }),
  });
  readonly #circuits: Readonly<Record<Circuit, CircuitBreakerPolicy>>;

  constructor({ logger, onCall, purpose, halfOpenAfter = 2000 }: CallPolicyOptions) {
    this.#logger = logger;
    this.#onCall = onCall;
    const make = (circuit: Circuit) =>
      makeCircuit(purpose === undefined ? circuit : `${purpose}.${circuit}`, halfOpenAfter, logger);
    this.#circuits = {
      reads: make('reads'),
      orders: make('orders'),
      captures: make('captures'),
      refunds: make('refunds'),
    };
  }

  /** Runs one call, which must be safe to repeat. @throws GatewayError and nothing else */
  async run<T>(operation: Operation, call: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    const finish = (outcome: GatewayCall['outcome']) =>
      this.#onCall?.({ operation, outcome, seconds: (performance.now() - startedAt) / 1000 });
    try {
      const result = await withDeadline(CALL_LIMIT, () => this.#throughCircuit(operation, call));
      finish('ok');
      return result;
    } catch (thrown) {
      const error = unwrap(thrown);
      finish(error.kind);
      this.#report(operation, error);
      throw error;
    }
  }

  async #throughCircuit<T>(operation: Operation, call: () => Promise<T>): Promise<T> {
    if (remainingMilliseconds() < 1)
      throw new GatewayError('unavailable', { message: 'Razorpay: no time left' });
    // cockatiel lets other calls wait for the trial call of a half-open circuit, past their own deadlines.
    const circuit = this.#circuits[circuitOf[operation]];
    if (circuit.state === CircuitState.HalfOpen) throw new BrokenCircuitError();
    const hasFairChance = remainingMilliseconds() >= FAIR_CHANCE;
    return circuit.execute(async () => {
      try {
        return await this.#retry.execute(() => attempt(call));
      } catch (error) {
        throw hasFairChance && error instanceof GatewayError && error.kind === 'unavailable'
          ? new UnansweredError(error)
          : error;
      }
    });
  }

  #report(operation: Operation, error: GatewayError): void {
    const fields = {
      operation,
      kind: error.kind,
      statusCode: error.statusCode,
      description: error.description,
      reason: error.message,
    };
    if (error.kind === 'unavailable') this.#logger.warn(fields, 'razorpay.call-failed');
    else this.#logger.debug(fields, 'razorpay.call-refused');
  }
}

function makeCircuit(circuit: string, halfOpenAfter: number, logger: Logger): CircuitBreakerPolicy {
  const policy = circuitBreaker(
    handleWhen((error) => error instanceof UnansweredError),
    { halfOpenAfter, breaker: new CountBreaker({ threshold: 0.8, size: 40, minimumNumberOfCalls: 20 }) },
  );
  policy.onBreak(() => logger.error({ circuit }, 'razorpay.circuit-opened'));
  policy.onReset(() => logger.info({ circuit }, 'razorpay.circuit-closed'));
  return policy;
}

/** Wraps the failures that count for a circuit. It never leaves this file. */
class UnansweredError extends Error {
  constructor(readonly failure: GatewayError) {
    super(failure.message);
  }
}

async function attempt<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    throw toGatewayError(thrown);
  }
}

/** No answer, 429 and 5xx may pass. Wrong keys and unreadable answers will not. */
function isWorthRetrying(error: Error): boolean {
  if (!(error instanceof GatewayError) || error.kind !== 'unavailable') return false;
  const { statusCode } = error;
  const isPassing = statusCode === undefined || statusCode === 429 || statusCode >= 500;
  return isPassing && remainingMilliseconds() > WORTH_A_RETRY;
}

function unwrap(thrown: unknown): GatewayError {
  if (thrown instanceof UnansweredError) return thrown.failure;
  if (thrown instanceof BrokenCircuitError) {
    return new GatewayError('unavailable', {
      message: 'Razorpay: the circuit is open after many failed calls',
    });
  }
  return toGatewayError(thrown);
}
