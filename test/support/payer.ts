import { createHmac, randomBytes } from 'node:crypto';
import type { SignedPayment } from '../../src/devenv/razorpay-sandbox/index.ts';
import { paths } from '../../src/paths.ts';
import { formToken } from '../../src/web/csrf.ts';
import { throughProxy } from './at-base-url.ts';

/** An answer of a server. The status is 0 if the connection broke or there was no answer for a minute. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly location: string | null;
  /** The system's error code, such as ECONNREFUSED. */
  readonly failure?: string;
  /** Milliseconds. */
  readonly took: number;
}

/** The fields of a JSON answer that tests read. */
export interface ApiBody {
  readonly success: boolean;
  readonly data?: {
    readonly bookingId: string;
    readonly status: string;
    readonly order: { readonly id: string };
  };
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly refund?: { readonly amount: number; readonly status: string };
  };
}

export interface PreparedBooking {
  readonly bookingId: string;
  readonly orderId: string;
}

/** Cookie and CSRF token of a login session. */
export interface Login {
  readonly cookie: string;
  readonly formToken: string;
}

/** What a page told somebody about a payment. */
export interface Told {
  readonly paymentId: string;
  readonly what: 'booked' | 'refunded' | 'failed';
}

interface Request {
  readonly form?: Record<string, string>;
  readonly json?: object;
  readonly anonymous?: boolean;
}

/** The address of a load balancer in front of both servers. Nobody connects to it. */
export const LAB_BASE_URL = 'http://localhost:3000';
const PATIENCE_MS = 60_000;

/** A logged-in user who can use either server. */
export class Payer {
  readonly userId: string;
  readonly email: string;

  constructor(
    { userId, email }: { readonly userId: string; readonly email: string },
    private login: Login,
    private readonly told: Told[] = [],
  ) {
    this.userId = userId;
    this.email = email;
  }

  /** Switches to another login session. */
  useLogin(login: Login): void {
    this.login = login;
  }

  get(server: string, path: string): Promise<Answer> {
    return this.send(server + path, {});
  }

  post(server: string, path: string, form: Record<string, string> = {}): Promise<Answer> {
    return this.send(server + path, { form: { ...form, _csrf: this.login.formToken } });
  }

  api(server: string, path: string, json: object): Promise<Answer> {
    return this.send(server + path, { json });
  }

  /** Requests a seat through the JSON interface. */
  tryToBook(server: string, slotId: string, notes = ''): Promise<Answer> {
    return this.api(server, paths.apiBookSlot(slotId), { notes });
  }

  /** @throws Error when the seat is refused */
  async book(server: string, slotId: string): Promise<PreparedBooking> {
    const { status, text } = await this.tryToBook(server, slotId);
    const { data } = bodyOf(text);
    if (status !== 200 || !data) throw new Error(`No booking: ${status} ${text}`);
    return { bookingId: data.bookingId, orderId: data.order.id };
  }

  /**
   * Sends the signed payment as the script of the checkout page does. Records what the answer says about the
   * payment.
   */
  async verify(server: string, payment: SignedPayment): Promise<Answer> {
    const answer = await this.api(server, paths.apiVerifyPayment, tripleOf(payment));
    const what = whatWasTold(answer);
    if (what) this.told.push({ paymentId: payment.razorpay_payment_id, what });
    return answer;
  }

  /** Returns as a browser does from Hosted Checkout: a cross-site POST without cookies. */
  returnFromRazorpay(server: string, payment: SignedPayment): Promise<Answer> {
    return this.send(server + paths.razorpayCallback, { form: tripleOf(payment), anonymous: true });
  }

  private async send(url: string, { form, json, anonymous }: Request): Promise<Answer> {
    const startedAt = performance.now();
    const took = () => performance.now() - startedAt;
    try {
      const response = await fetch(url, {
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE_MS),
        headers: {
          ...throughProxy(LAB_BASE_URL),
          ...(!anonymous && { cookie: this.login.cookie }),
          ...(json && { 'content-type': 'application/json', 'x-csrf-token': this.login.formToken }),
        },
        ...((form ?? json) && {
          method: 'POST',
          body: form ? new URLSearchParams(form) : JSON.stringify(json),
        }),
      });
      const text = await response.text();
      return { status: response.status, text, location: response.headers.get('location'), took: took() };
    } catch (error) {
      return { status: 0, text: '', location: null, took: took(), failure: codeOf(error) };
    }
  }
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}

export function bodyOf(text: string): ApiBody {
  return JSON.parse(text) as ApiBody;
}

export function tripleOf(payment: SignedPayment): Record<keyof SignedPayment, string> {
  const { razorpay_order_id, razorpay_payment_id, razorpay_signature } = payment;
  return { razorpay_order_id, razorpay_payment_id, razorpay_signature };
}

/**
 * Stores a login session in Redis as the site would. This saves hundreds of people the slow password hash.
 */
export function newLogin(
  userId: string,
  secret: string,
): { login: Login; sessionId: string; session: string } {
  const sessionId = randomBytes(24).toString('base64url');
  const signature = createHmac('sha256', secret).update(sessionId).digest('base64').replace(/=+$/, '');
  const session = {
    cookie: { originalMaxAge: 7_200_000, httpOnly: true, path: '/', sameSite: 'lax', secure: false },
    createdAt: Date.now(),
    passport: { user: { id: userId, epoch: 0 } },
  };
  const cookie = `sid=${encodeURIComponent(`s:${sessionId}.${signature}`)}`;
  return {
    login: { cookie, formToken: formToken({ sessionId, userId }, secret) },
    sessionId,
    session: JSON.stringify(session),
  };
}

function whatWasTold({ status, text }: Answer): Told['what'] | undefined {
  if (status === 200) return 'booked';
  if (status === 402) return 'failed';
  return status === 409 && bodyOf(text).error?.refund ? 'refunded' : undefined;
}
