import { expect } from 'chai';
import { toLedgerRows } from '../../../src/features/admin/ledger-page.ts';

const violation = (line: number, problem: string) => ({ line, problem, ids: {} });
const reportOf = (violations: ReturnType<typeof violation>[]) => ({
  payments: 1_000,
  slots: 10,
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
