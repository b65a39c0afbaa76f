import { expect } from 'chai';
import { createLogger } from '../../../src/gateways/logger.ts';
import type { Logger } from '../../../src/shared/logger.ts';

/** The lines that a logger at level `info` writes. */
function linesOf(use: (logger: Logger) => void): string[] {
  const lines: string[] = [];
  use(createLogger({ level: 'info', name: 'server' }, { write: (line) => void lines.push(line) }));
  return lines;
}

const recordOf = (use: (logger: Logger) => void) =>
  JSON.parse(linesOf(use)[0] ?? '{}') as Record<string, unknown>;

describe('createLogger', () => {
  it('writes one line of JSON for an event, with level, name and ISO time', () => {
    const record = recordOf((logger) => logger.info({ bookingId: 'session_1' }, 'booking.prepared'));
    expect(record).to.deep.include({
      level: 'info',
      name: 'server',
      event: 'booking.prepared',
      bookingId: 'session_1',
    });
    expect(record.time).to.match(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('leaves out events below its level', () => {
    expect(linesOf((logger) => logger.debug({}, 'x'))).to.be.empty;
  });

  it('escapes line breaks and terminal sequences, which could forge a line', () => {
    const note = 'a\r\n{"event":"forged"}\u001b[2J\u009b31m\u2028\u2029\u007f';
    const [line, ...others] = linesOf((logger) => logger.info({ note }, 'x'));
    expect(others).to.be.empty;
    expect(line?.slice(0, -1)).to.match(/^[\x20-\x7e]*$/);
    expect((JSON.parse(line ?? '{}') as { note: string }).note).to.equal(note);
  });

  it('hides what could be a secret or a personal detail, at the top, one level down and in headers', () => {
    const secret = 'tell-nobody';
    const values = { password: secret, token: secret, cookie: secret, authorization: secret, email: secret };
    const [line] = linesOf((logger) =>
      logger.info(
        {
          ...values,
          razorpay_signature: secret,
          body: { ...values, _csrf: secret },
          req: { headers: values },
        },
        'x',
      ),
    );
    expect(line).to.not.contain(secret);
    expect(line).to.contain('[hidden]');
  });

  it('keeps name, message, code, frames and cause of an error, and nothing that clients add to it', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), {
      code: 'ECONNREFUSED',
      config: { auth: { password: 'tell-nobody' } },
    });
    const error = new TypeError('it broke', { cause });
    const record = recordOf((logger) => logger.error({ error }, 'x'));
    expect(record.error).to.deep.include({ type: 'TypeError', message: 'it broke' });
    expect(JSON.stringify(record)).to.contain('ECONNREFUSED').and.not.contain('tell-nobody');
    expect((record.error as { stack: string }).stack).to.match(/^ {4}at /);
  });

  it('hides the value of a duplicate key, which may be an e-mail', () => {
    const error = new Error(
      'E11000 duplicate key error index: email_1 dup key: { email: "asha@example.com" }',
    );
    const [line] = linesOf((logger) => logger.error({ error, err: error }, 'x'));
    expect(line).to.contain('email_1').and.not.contain('asha');
  });

  it('ends a circular chain of causes', () => {
    const error = new Error('round');
    error.cause = error;
    expect(linesOf((logger) => logger.error({ error }, 'x'))).to.have.length(1);
  });
});
