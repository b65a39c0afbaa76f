import { expect } from 'chai';
import { DomainError } from '../../../src/shared/errors.ts';

describe('DomainError', () => {
  it('has its code, and says whether it has its own message', () => {
    const plain = new DomainError('SLOT_FULL');
    expect(plain).to.be.instanceOf(Error);
    expect(plain).to.include({ name: 'DomainError', code: 'SLOT_FULL', hasOwnMessage: false });
    expect('cause' in plain).to.be.false;
    const told = new DomainError('SLOT_CLOSED', { message: 'The mentor moved this session.' });
    expect(told).to.include({ hasOwnMessage: true, message: 'The mentor moved this session.' });
  });

  it('carries fields, refund, time to wait and cause if they are given', () => {
    const cause = new Error('no answer');
    const fields = { email: 'Enter an e-mail address' };
    const refund = { amount: 49_900, status: 'DUE' };
    const error = new DomainError('SERVICE_UNAVAILABLE', { fields, refund, retryAfterSeconds: 5, cause });
    expect(error).to.include({ fields, refund, retryAfterSeconds: 5, cause });
  });
});
