import { expect } from 'chai';
import { toLedgerRows } from '../../../src/features/admin/ledger-page.ts';

const violation = (line: number, problem: string) => ({ line, problem, ids: {} });
const reportOf = (violations: ReturnType<typeof violation>[]) => ({
  payments: 1_000,
  slots: 10,
  bookings: 1_204,
  ordersTooOld: 0,
  violations,
});

describe('The rows of a ledger check', () => {
  it('show each kept promise once', () => {
    const { rows } = toLedgerRows(reportOf([]));
    expect(rows.map(([, result]) => JSON.stringify(result)).every((cell) => cell.includes('Kept'))).to.equal(
      true,
    );
    expect(rows).to.have.length(6);
    expect(rows.map(([promise]) => promise!.detail)).to.deep.equal([
      '0 of 10 sessions with more seats taken than sold, or a seat without a booking',
      '0 of 1,000 payments without their booking or their refund',
      '0 of 1,000 payments with a second booking, a second refund or more paid back than paid',
      '0 of 1,000 payments confirmed without a decision, or called paid back without the money',
      '0 of 1,000 payments with another order, payer or amount than at Razorpay',
      '0 of 1,204 bookings without a payment',
    ]);
  });

  it('show a broken promise even if the violations of another one fill the page', () => {
    const many = Array.from({ length: 300 }, (_, number) => violation(1, `oversold ${number}`));
    const { rows } = toLedgerRows(reportOf([...many, violation(6, 'a record without money')]));
    const broken = rows.filter((row) => JSON.stringify(row).includes('Broken'));
    expect(broken).to.have.length(201);
    expect(JSON.stringify(broken.at(-1)))
      .to.include('No record without money')
      .and.include('a record without money');
  });
});
