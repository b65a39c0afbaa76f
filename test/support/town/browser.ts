import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { csrfOf } from '../browser-session.ts';
import type { Tally } from './tally.ts';

/** Where people connect: the servers in turn, or the proxy in front of them. */
export interface Entrance {
  readonly origins: readonly string[];
  /** The host in their address bar, if it differs. */
  readonly host?: string;
  /** The certificate authority to trust. */
  readonly ca?: string;
}

export interface Page {
  readonly status: number;
  readonly text: string;
  readonly location: string;
}

type Fields = Readonly<Record<string, string>>;

interface Ask {
  readonly path: string;
  readonly form?: Fields;
}

interface Submission {
  readonly fields?: Fields;
  readonly expected?: readonly number[];
}

type Outcome = { kind: 'page'; page: Page } | { kind: 'away'; waitMs: number };

/**
 * Shorter than the time a stopping server still accepts requests. A proxy needs the same
 * (docs/deployment/nginx.conf).
 */
const IDLE_MS = 1000;
const TRY_NEXT_MS = 20;
/** People give up when no server answers for this long. */
const PATIENCE_MS = 60_000;

/**
 * One person's browser. It keeps cookies and connections. It retries after a 503 with Retry-After, and when
 * no server answers.
 */
export class Browser {
  private readonly cookies = new Map<string, string>();
  private readonly agent: http.Agent;
  private turn = 0;

  constructor(
    private readonly entrance: Entrance,
    private readonly tally: Tally,
  ) {
    const options = { keepAlive: true, timeout: IDLE_MS, maxSockets: 2 };
    const isSecure = entrance.origins[0]?.startsWith('https:') === true;
    this.agent = isSecure
      ? new https.Agent({ ...options, ca: entrance.ca, servername: entrance.host })
      : new http.Agent(options);
  }

  /** @throws Error when the status is not an expected one */
  async open(path: string, expected: readonly number[] = [200]): Promise<Page> {
    return this.ask({ path }, expected);
  }

  /**
   * Submits a form of a page.
   * @throws Error when the status is not an expected one
   */
  async submit(page: Page, path: string, { fields = {}, expected = [303] }: Submission = {}): Promise<Page> {
    return this.ask({ path, form: { ...fields, _csrf: csrfOf(page.text) } }, expected);
  }

  /** Returns from Razorpay's page. */
  async comeBack(path: string, form: Fields): Promise<Page> {
    return this.ask({ path, form }, [303]);
  }

  close(): void {
    this.agent.destroy();
  }

  private async ask(ask: Ask, expected: readonly number[]): Promise<Page> {
    const giveUpAt = performance.now() + PATIENCE_MS;
    for (;;) {
      const outcome = await this.knock(ask);
      if (outcome.kind === 'page' && expected.includes(outcome.page.status)) return outcome.page;
      if (outcome.kind === 'page') throw new Error(describe(ask, String(outcome.page.status)));
      if (performance.now() > giveUpAt) throw new Error(describe(ask, 'nobody is there'));
      await sleep(outcome.waitMs);
    }
  }

  private async knock(ask: Ask): Promise<Outcome> {
    const { origins } = this.entrance;
    this.turn += 1;
    const startedAt = performance.now();
    try {
      const { response, text } = await this.send(new URL(ask.path, origins[this.turn % origins.length]), ask);
      const { statusCode: status = 0, headers } = response;
      this.tally.answered(status, performance.now() - startedAt);
      this.keepCookies(response);
      const retryAfter = Number(headers['retry-after']);
      if (status === 503 && retryAfter > 0) {
        this.tally.turnedAway += 1;
        return { kind: 'away', waitMs: retryAfter * 1000 };
      }
      return { kind: 'page', page: { status, text, location: headers.location ?? '' } };
    } catch (error) {
      const { code = String(error) } = error as { code?: string };
      if (code !== 'ECONNREFUSED') throw new Error(describe(ask, code), { cause: error });
      this.tally.refused += 1;
      return { kind: 'away', waitMs: TRY_NEXT_MS };
    }
  }

  private async send(url: URL, { form }: Ask): Promise<{ response: IncomingMessage; text: string }> {
    const { agent, entrance } = this;
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      agent,
      method: form ? 'POST' : 'GET',
      headers: {
        ...(entrance.host !== undefined && { host: entrance.host }),
        ...(cookie !== '' && { cookie }),
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
    });
    request.end(form ? new URLSearchParams(form).toString() : undefined);
    const response = await answerTo(request);
    return { response, text: await text(response) };
  }

  private keepCookies({ headers }: IncomingMessage): void {
    for (const line of headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name === undefined || value === undefined) continue;
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => request.once('response', resolve).once('error', reject));
}

function describe({ path, form }: Ask, what: string): string {
  return `${form ? 'POST' : 'GET'} ${path.replace(/[0-9a-f]{24}|session_\w+/, ':id')}: ${what}`;
}
