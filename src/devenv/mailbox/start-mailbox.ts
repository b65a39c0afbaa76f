import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCaptureMailTransport, type MailTransport } from '../../gateways/mail/index.ts';
import { systemClock } from '../../shared/clock.ts';
import { createMailboxApp } from './app.ts';

const HOST = '127.0.0.1';

export interface MailboxOptions {
  /** Keeps the mails over a restart; without it they are lost. */
  readonly dataFile?: string;
  /** Any free port when missing. */
  readonly port?: number;
}

export interface Mailbox {
  /** Where people read. */
  readonly url: string;
  readonly port: number;
  /** What puts mails in. */
  readonly transport: MailTransport;
  /** Cuts every connection. */
  stop(): Promise<void>;
}

/** Starts a mailbox that gets all mail, whomever it is to, on the loopback interface. @throws Error when the port is taken. */
export async function startMailbox({ dataFile, port = 0 }: MailboxOptions = {}): Promise<Mailbox> {
  const transport = createCaptureMailTransport({
    clock: systemClock,
    ...(dataFile !== undefined && { file: dataFile }),
  });
  const server = createServer(createMailboxApp(() => transport.messages()));
  server.listen({ port, host: HOST });
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${taken}`,
    port: taken,
    transport,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
