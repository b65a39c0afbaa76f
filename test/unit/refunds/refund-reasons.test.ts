import { expect } from 'chai';
import { refundReasons } from '../../../src/features/refunds/refund.ts';
import { refundReasonTexts } from '../../../src/features/refunds/refund-presenter.ts';

describe('The reasons for refunds', () => {
  for (const reason of refundReasons) {
    it(`${reason} gives one true reason, without alternatives`, () => {
      const { explanation, atReturn } = refundReasonTexts[reason];
      for (const text of [explanation, atReturn])
        expect(text)
          .to.match(/^[A-Z].*\.$/)
          .and.not.match(/\bor\b/);
    });
  }

  it('USER_CANCELLED tells an attendee who cancelled from a payer whose account was closed', () => {
    expect(refundReasonTexts.USER_CANCELLED.explanation).to.equal('You cancelled the booking.');
    expect(refundReasonTexts.USER_CANCELLED.atReturn).to.include('account was closed');
  });
});
