import type { ErrorCode } from '../../shared/errors.ts';
import type { RefundReason } from './refund.ts';

interface RefundReasonTexts {
  /** In a list, for admins. */
  readonly summary: string;
  /** The code of the answer to someone who comes back from paying and gets no seat. */
  readonly code: ErrorCode;
  /** What that answer says. */
  readonly atReturn: string;
  /** Later, to the payer: on the dashboard, on the booking, in mails. */
  readonly explanation: string;
  /** The payer has another payment that was booked, so that nothing is lost but this one. */
  readonly hasSeat: boolean;
}

/** What each reason says, everywhere. */
export const refundReasonTexts: Readonly<Record<RefundReason, RefundReasonTexts>> = {
  SLOT_FULL: {
    summary: 'Fully booked',
    code: 'SLOT_FULL',
    atReturn: 'The session became fully booked while you paid.',
    explanation: 'The session was fully booked before your payment was confirmed, so no seat could be given.',
    hasSeat: false,
  },
  SLOT_CLOSED: {
    summary: 'Session closed',
    code: 'SLOT_CLOSED',
    atReturn: 'The session was closed or changed while you paid.',
    explanation: 'The session was cancelled, changed or had started before your payment was confirmed.',
    hasSeat: false,
  },
  ALREADY_BOOKED: {
    summary: 'Booked already',
    code: 'ALREADY_BOOKED',
    atReturn: 'You already hold a seat in this session.',
    explanation: 'You already hold a seat in this session, so this payment was not needed.',
    hasSeat: true,
  },
  DUPLICATE_PAYMENT: {
    summary: 'Paid twice',
    code: 'ALREADY_BOOKED',
    atReturn: 'This booking was already paid for.',
    explanation: 'This order had been paid before, so the second payment goes back.',
    hasSeat: true,
  },
  AMOUNT_MISMATCH: {
    summary: 'Wrong amount',
    code: 'AMOUNT_MISMATCH',
    atReturn: 'The amount paid is not the amount of the order.',
    explanation: 'The amount paid was not the amount of the order, so nothing was booked.',
    hasSeat: false,
  },
  USER_CANCELLED: {
    summary: 'Attendee cancelled',
    // The account had gone before the seat could be given.
    code: 'SLOT_CLOSED',
    atReturn: 'The account was closed before the seat could be given.',
    explanation: 'The booking was cancelled, or the account closed before it was made.',
    hasSeat: false,
  },
  MENTOR_CANCELLED: {
    summary: 'Session cancelled',
    code: 'SLOT_CLOSED',
    atReturn: 'The mentor has cancelled the session.',
    explanation: 'The mentor cancelled the session, or moved it to a time that did not suit you.',
    hasSeat: false,
  },
  EXTERNAL: {
    summary: 'Refunded at Razorpay',
    code: 'SLOT_CLOSED',
    atReturn: 'The payment had already been given back.',
    explanation: 'Our support refunded this payment.',
    hasSeat: false,
  },
};
