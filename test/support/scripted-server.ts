import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** How the server answers one request. */
export type Step = (response: ServerResponse, request: SeenRequest) => void;

export const json =
  (body: unknown, status = 200): Step =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

export const html =
  (status: number): Step =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/html' }).end('<html><h1>Bad Gateway</h1></html>');
  };

export const refusal = (description: string, status = 400): Step =>
  json({ error: { code: 'BAD_REQUEST_ERROR', description, source: 'NA', step: 'NA', reason: 'NA' } }, status);

/** Answers reads one way and all other methods another way. */
export const byMethod =
  (steps: Readonly<Record<'GET' | 'POST', Step>>): Step =>
  (response, request) =>
    steps[request.method === 'GET' ? 'GET' : 'POST'](response, request);

export const reset: Step = (response) => {
  response.socket?.resetAndDestroy();
};

/** Never answers. */
export const hang: Step = () => undefined;

/** Sends a byte now and then, but never ends the answer. */
export const trickle: Step = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 50);
  response.on('close', () => clearInterval(timer));
};

/** An HTTP server that answers each request with the next step. The last step repeats. */
export class ScriptedServer {
  readonly seen: SeenRequest[] = [];
  #steps: Step[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<ScriptedServer> {
    const scripted = new ScriptedServer();
    await new Promise<void>((resolve) => scripted.#server.listen(0, '127.0.0.1', resolve));
    return scripted;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  answer(...steps: Step[]): void {
    this.#steps = steps;
    this.seen.length = 0;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const seen: SeenRequest = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
    this.seen.push(seen);
    const step = this.#steps.length > 1 ? this.#steps.shift() : this.#steps[0];
    step?.(response, seen);
  }
}
