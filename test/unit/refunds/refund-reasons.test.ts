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

  it('USER_CANCELLED fits an attendee who cancelled, and a payer whose account was closed', () => {
    expect(refundReasonTexts.USER_CANCELLED.explanation).to.equal('The booking was cancelled on your side.');
  });
});
