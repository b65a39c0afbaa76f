import type { OrderTerms } from '../checkout/index.ts';
import { isOurs, type Refund, totalOf } from '../refunds/index.ts';
import type { LedgerLine, PaymentFacts, SlotFacts, Violation } from './ledger-check.ts';

/** In paise. Razorpay refunds at least one rupee, so smaller amounts cannot go back. */
const LOOSE_CHANGE = 99;

type Broken = readonly [line: LedgerLine, isBroken: boolean, problem: string];

/** All violations of one payment. */
export function checkPayment(facts: PaymentFacts): readonly Violation[] {
  const { paymentId, payment, terms, decision, bookings } = facts;
  const ids = {
    paymentId,
    ...(payment?.orderId && { orderId: payment.orderId }),
    bookingId: terms?.bookingId ?? decision?.bookingId ?? bookings[0]?.id ?? '-',
  };
  const rules = [...rulesOfOrigin(facts), ...(payment?.captured ? rulesOfMoney(facts) : [])];
  return toViolations(rules, ids);
}

/** All violations of one slot. Those of one booking name it, so that two looks can be compared. */
export function checkSlot(slot: SlotFacts): readonly Violation[] {
  const { slotId, currentStudents, maxStudents, heldBy, bookedBy } = slot;
  const counts = `${currentStudents} counted, ${heldBy.length} seats held, ${bookedBy.length} booked, ${maxStudents} for sale`;
  const ofSlot: readonly Broken[] = [
    [1, currentStudents > maxStudents || heldBy.length > maxStudents, `oversold: ${counts}`],
    [1, currentStudents !== heldBy.length, `the count differs from the seats: ${counts}`],
  ];
  const [held, booked] = [new Set(heldBy), new Set(bookedBy)];
  const ofBooking = (bookingId: string): readonly Broken[] => [
    [1, !booked.has(bookingId), 'a seat is held without a booking'],
    [1, !held.has(bookingId), 'a booking has no seat'],
    [1, heldBy.filter((id) => id === bookingId).length > 1, 'a booking holds several seats'],
  ];
  return [
    ...toViolations(ofSlot, { slotId }),
    ...[...new Set([...heldBy, ...bookedBy])].flatMap((bookingId) =>
      toViolations(ofBooking(bookingId), { slotId, bookingId }),
    ),
  ];
}

/** No record without money, and nothing for an unverified payment. */
function rulesOfOrigin(facts: PaymentFacts): readonly Broken[] {
  const { payment, origin, decision, refund } = facts;
  const isRecorded = isGranted(facts) || decision !== undefined || refund !== undefined;
  return [
    [5, isRecorded && !payment, 'Razorpay does not know the payment'],
    [5, isRecorded && payment !== undefined && origin === 'foreign', 'the order is not ours'],
    [
      2,
      origin === 'unreadable' && payment?.captured === true,
      'the order is ours, but its terms cannot be read',
    ],
    [6, isRecorded && payment?.captured === false, 'recorded although nothing was captured'],
    ...(origin === 'too-old' ? rulesOfOwnRows(facts) : rulesOfTerms(facts)),
  ];
}

/** What was granted matches the order. */
function rulesOfTerms(facts: PaymentFacts): readonly Broken[] {
  const { payment, order, terms, decision, bookings } = facts;
  const isOther = bookings.some(
    (booking) =>
      isOtherTerms(booking, terms) || booking.id !== terms?.bookingId || booking.amount !== order?.amount,
  );
  const isDecidedOther = decision !== undefined && isOtherTerms(decision, terms);
  const isOtherAmount = payment?.amount !== order?.amount || payment?.currency !== order?.currency;
  return [
    [5, terms !== undefined && isOther, 'the booking does not match the order'],
    [5, terms !== undefined && isDecidedOther, 'the decision names another order than the payment'],
    [
      5,
      isGranted(facts) && payment !== undefined && isOtherAmount,
      'granted for another amount than that of the order',
    ],
  ];
}

/**
 * Without the order, our own rows must at least agree with each other and with the payment. If there are none, a person
 * must find out whose money it is.
 */
function rulesOfOwnRows({ payment, decision, bookings }: PaymentFacts): readonly Broken[] {
  const isOther = bookings.some(
    (booking) =>
      booking.id !== decision?.bookingId ||
      booking.orderId !== payment?.orderId ||
      booking.amount !== payment.amount,
  );
  return [
    [5, payment !== undefined && isOther, 'the booking does not match the decision and the payment'],
    [
      2,
      payment?.captured === true && !decision,
      'captured and undecided, and Razorpay no longer shows the order: find out whose it is',
    ],
  ];
}

function isGranted({ bookings, decision, seatsIn }: PaymentFacts): boolean {
  return bookings.length > 0 || decision?.outcome === 'BOOKED' || seatsIn.length > 0;
}

function isOtherTerms(row: { orderId: string; userId: string }, terms: OrderTerms | undefined): boolean {
  return row.orderId !== terms?.orderId || row.userId !== terms.userId;
}

/** A captured payment is one booking, or was refunded. */
function rulesOfMoney(facts: PaymentFacts): readonly Broken[] {
  const { payment, terms, origin, razorpayRefunds, decision, bookings, refund } = facts;
  // If Razorpay no longer shows the order, only our own rows say that it is ours.
  const isOurOrder = terms !== undefined || (origin === 'too-old' && decision !== undefined);
  if (!payment || !isOurOrder) return [];
  const total = totalOf(razorpayRefunds);
  const ours = razorpayRefunds.filter((one) => isOurs(one) && one.status !== 'failed');
  return [
    [2, !decision, 'captured, but neither booked nor refunded'],
    ...(decision?.outcome === 'REFUND' ? rulesOfRefusal(facts, total) : []),
    ...(decision?.outcome === 'BOOKED' ? rulesOfBooking(facts, total) : []),
    [3, bookings.length > 1, 'several bookings of one payment'],
    [3, ours.length > 1, 'refunded several times by us'],
    [3, total > payment.amount, 'more was refunded than paid'],
    [4, bookings.length > 0 && decision?.outcome !== 'BOOKED', 'confirmed without a decision to book'],
    [
      4,
      isPaidBack(refund) && total < refund.amount - LOOSE_CHANGE,
      'recorded as paid back, but less was refunded',
    ],
  ];
}

function rulesOfRefusal({ payment, bookings, refund }: PaymentFacts, total: number): readonly Broken[] {
  const isShort = total < (payment?.amount ?? 0) - LOOSE_CHANGE;
  const state = refund ? `our refund is ${stateOf(refund)}` : 'we have no refund';
  return [
    [2, bookings.length > 0, 'refused, but booked'],
    [2, isShort || !refund, `not fully refunded at Razorpay, ${state}`],
  ];
}

function rulesOfBooking({ bookings, refund }: PaymentFacts, total: number): readonly Broken[] {
  const [booking] = bookings;
  if (!booking) return [[2, true, 'decided to book, but there is no booking']];
  const owed = booking.cancellation?.refundAmount ?? 0;
  const recorded = refund?.amount ?? 0;
  return [
    [
      2,
      // After the session, a manual refund does not cancel the booking.
      booking.status === 'SCHEDULED' && total >= booking.amount,
      'fully refunded, but the booking is not cancelled',
    ],
    [
      2,
      total < owed - LOOSE_CHANGE,
      `cancelled, but not refunded: our refund is ${refund ? stateOf(refund) : 'missing'}`,
    ],
    [3, total > Math.max(owed, recorded), 'more was refunded than is recorded'],
  ];
}

function stateOf({ status, isRefusedForGood }: Refund): string {
  return isRefusedForGood ? 'refused permanently by Razorpay; pay it back in another way' : status;
}

function isPaidBack(refund: Refund | undefined): refund is Refund {
  return refund?.status === 'PROCESSED';
}

function toViolations(rules: readonly Broken[], ids: Readonly<Record<string, string>>): readonly Violation[] {
  return rules.flatMap(([line, isBroken, problem]) => (isBroken ? [{ line, problem, ids }] : []));
}
