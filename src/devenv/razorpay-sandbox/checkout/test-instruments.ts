import type { FailureReason } from '../core/errors.ts';

/** What the bank answers in the end, or what is wrong with the input, for the payer to correct. */
export type Decision =
  | { readonly kind: 'success' }
  | { readonly kind: 'failure'; readonly reason: FailureReason }
  | { readonly kind: 'invalid'; readonly field: 'number' | 'vpa'; readonly message: string };

/** The cards documented for test mode; each asks for an OTP first. */
const cards: Readonly<Record<string, 'success' | FailureReason>> = {
  '4100280000001007': 'success',
  '4111111111111111': 'success',
  '4100280000080001': 'insufficient_fund',
  '4100280000070002': 'payment_cancelled',
  '4100280000090000': 'payment_timed_out',
  '4100280000060003': 'card_declined',
};

export const banks: readonly { readonly code: string; readonly name: string }[] = [
  { code: 'HDFC', name: 'HDFC Bank' },
  { code: 'ICIC', name: 'ICICI Bank' },
  { code: 'SBIN', name: 'State Bank of India' },
  { code: 'UTIB', name: 'Axis Bank' },
  { code: 'KKBK', name: 'Kotak Mahindra Bank' },
  { code: 'YESB', name: 'Yes Bank' },
];

export function bankName(code: string | undefined): string {
  return banks.find((bank) => bank.code === code)?.name ?? 'Test bank';
}

export function checkCard(number: string): Decision | undefined {
  if (cards[plainNumber(number)] !== undefined) return undefined;
  return {
    kind: 'invalid',
    field: 'number',
    message: 'Enter one of the test cards. Real cards are never charged here.',
  };
}

/** A one-time password of 4 to 10 digits lets the card decide; any other fails. */
export function decideCard(number: string, otp: string): Decision {
  const outcome = cards[plainNumber(number)] ?? 'card_declined';
  if (outcome !== 'success') return { kind: 'failure', reason: outcome };
  return /^\d{4,10}$/.test(otp.trim()) ? { kind: 'success' } : { kind: 'failure', reason: 'incorrect_otp' };
}

export function decideUpi(vpa: string): Decision {
  switch (vpa.trim().toLowerCase()) {
    case 'success@razorpay':
      return { kind: 'success' };
    case 'failure@razorpay':
      return { kind: 'failure', reason: 'payment_failed' };
    default:
      return { kind: 'invalid', field: 'vpa', message: 'Enter success@razorpay or failure@razorpay.' };
  }
}

function plainNumber(number: string): string {
  return number.replace(/[\s-]/g, '');
}
