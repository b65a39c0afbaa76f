import { expect } from 'chai';
import type { AuditEventRepository } from '../../../src/features/audit/audit-event.repository.ts';
import { type AuditEntry, type AuditOutcome, AuditTrail } from '../../../src/features/audit/audit-trail.ts';
import { systemClock } from '../../../src/shared/clock.ts';
import { DomainError } from '../../../src/shared/errors.ts';
import { type LogLine, recordingLogger } from '../../support/recording-logger.ts';

const entry: AuditEntry = {
  actorId: 'command-line',
  action: 'user.disabled',
  object: { kind: 'user', id: '6b04a4af23cb0101e812865a' },
};

/** Fault 46 of docs/faults.md. */
describe('AuditTrail.during', () => {
  /** A trail with one open entry. Closing the entry fails this many times. */
  function trailThatFails(times: number) {
    const lines: LogLine[] = [];
    const asked: AuditOutcome[] = [];
    const state: { outcome?: AuditOutcome } = {};
    const events = {
      insert: (_entry: AuditEntry, { outcome }: { outcome: AuditOutcome }) => {
        state.outcome = outcome;
        return Promise.resolve('id');
      },
      close: (_id: string, outcome: AuditOutcome) => {
        asked.push(outcome);
        if (asked.length <= times) return Promise.reject(new Error('not now'));
        state.outcome = outcome;
        return Promise.resolve();
      },
    } as unknown as AuditEventRepository;
    const trail = new AuditTrail(events, systemClock, recordingLogger(lines));
    return { trail, state, asked, lines };
  }

  it('returns the result of an act whose entry cannot be closed, and does not report a failure', async () => {
    const { trail, state, asked, lines } = trailThatFails(1);
    expect(await trail.during(entry, () => Promise.resolve('did it'))).to.equal('did it');
    expect(asked).to.deep.equal(['done']);
    expect(state.outcome).to.equal('started');
    expect(lines.map(({ event }) => event)).to.deep.equal(['audit.close-failed']);
  });

  const endings: readonly (readonly [string, AuditOutcome, () => Promise<unknown>])[] = [
    ['succeeds', 'done', () => Promise.resolve()],
    ['is refused', 'refused', () => Promise.reject(new DomainError('CONFLICT'))],
    ['fails', 'failed', () => Promise.reject(new Error('broken'))],
  ];
  for (const [ending, outcome, work] of endings) {
    it(`writes ${outcome} to the entry of an act that ${ending}`, async () => {
      const { trail, state } = trailThatFails(0);
      await trail.during(entry, work).catch(() => undefined);
      expect(state.outcome).to.equal(outcome);
    });
  }
});
