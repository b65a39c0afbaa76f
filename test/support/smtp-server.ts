import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface ReceivedMail {
  readonly from: string;
  readonly recipients: readonly string[];
  readonly data: string;
}

/** Commands that the server refuses, and its answers. */
export interface Refusals {
  readonly from?: string;
  readonly recipient?: string;
  readonly data?: string;
  readonly message?: string;
}

/** How the server fails after a message: it hangs, answers endlessly, or closes the connection. */
export type Fault = 'hangs' | 'goes on and on' | 'cuts the connection';

const LINE_MS = 20;

/**
 * A minimal SMTP server that records mail. Refuses recipients named `nobody` and the commands in `refusals`.
 */
export class SmtpServer {
  refusals: Refusals = {};
  fault: Fault | undefined;
  readonly received: ReceivedMail[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(): Promise<SmtpServer> {
    const smtp = new SmtpServer();
    await new Promise<void>((resolve) => smtp.#server.listen(0, '127.0.0.1', resolve));
    return smtp;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    let buffered = '';
    let isData = false;
    let mail = { from: '', recipients: [] as string[] };
    const say = (line: string) => socket.write(`${line}\r\n`);
    const obey = (line: string) => {
      const { from, recipient, data } = this.refusals;
      if (/^(EHLO|HELO)/i.test(line)) say('250 test');
      else if (from && /^MAIL FROM/i.test(line)) return say(from);
      else if (recipient && /^RCPT TO/i.test(line)) return say(recipient);
      else if (data && /^DATA/i.test(line)) return say(data);
      else if (/^MAIL FROM/i.test(line)) mail = { from: line, recipients: [] };
      else if (/^RCPT TO:<nobody@/i.test(line)) return say('550 no such user');
      else if (/^RCPT TO/i.test(line)) mail.recipients.push(line.replace(/^RCPT TO:<(.*)>.*$/i, '$1'));
      else if (/^DATA/i.test(line)) {
        isData = true;
        say('354 go on');
        return this.fault === 'cuts the connection' ? socket.destroy() : undefined;
      }
      if (!/^(EHLO|HELO)/i.test(line)) say('250 ok');
      return undefined;
    };
    say('220 test');
    socket.on('data', (chunk) => {
      buffered += chunk.toString();
      for (;;) {
        const end = isData ? '\r\n.\r\n' : '\r\n';
        const at = buffered.indexOf(end);
        if (at === -1) return;
        const part = buffered.slice(0, at);
        buffered = buffered.slice(at + end.length);
        if (!isData) obey(part);
        else {
          isData = false;
          if (this.refusals.message) {
            say(this.refusals.message);
            continue;
          }
          if (this.fault) {
            if (this.fault === 'goes on and on') this.#keepSending(socket);
            continue;
          }
          this.received.push({ ...mail, data: part });
          say('250 taken');
        }
      }
    });
  }

  #keepSending(socket: Socket): void {
    const timer = setInterval(() => socket.write('250-one moment\r\n'), LINE_MS);
    socket.on('close', () => clearInterval(timer));
  }
}
