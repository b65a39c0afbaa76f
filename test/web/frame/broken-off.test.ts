import { connect } from 'node:net';
import { once } from 'node:events';
import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import { startSite, type Site } from '../../support/site.ts';

describe('A client that breaks off its request', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  async function breakOff(path: string, contentType: string): Promise<void> {
    const { hostname, port } = new URL(site.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: ${new URL(site.baseUrl).host}\r\nContent-Type: ${contentType}\r\nContent-Length: 500\r\n\r\nhalf=`,
    );
    await once(socket, 'connect');
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
  }

  it('16.3 causes no error in the log, whatever it was sending', async () => {
    const form = 'application/x-www-form-urlencoded';
    const before = site.logLines.length;
    const sent = [
      [paths.login, form],
      [paths.forgotPassword, form],
      [paths.razorpayCallback, form],
      [paths.razorpayWebhook, 'application/json'],
    ] as const;
    for (const [path, type] of sent) await breakOff(path, type);
    const since = () => site.logLines.slice(before);
    const refused = () => since().filter(({ event }) => event === 'request.refused');
    const giveUpAt = performance.now() + 10_000;
    while (refused().length < sent.length && performance.now() < giveUpAt) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(refused()).to.have.length(sent.length);
    for (const { level, fields } of refused()) {
      expect(level).to.equal('info');
      expect(fields.code).to.be.oneOf(['BAD_REQUEST', 'CSRF_FAILED']);
    }
    expect(since().filter(({ level }) => level === 'error' || level === 'warn')).to.deep.equal([]);
  });
});
