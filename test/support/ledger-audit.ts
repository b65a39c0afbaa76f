import type { Db, Document } from 'mongodb';
import type { Ledger, OrderRecord, Payment, Refund } from '../../src/devenv/razorpay-sandbox/index.ts';
import type { Told } from './payer.ts';

/** The records of both sides. Only this audit reads them; it uses no code of the site. */
interface Books {
  readonly ledger: Ledger;
  readonly site: string;
  readonly told: readonly Told[];
  readonly slots: readonly Document[];
  readonly payments: ReadonlyMap<string, Document>;
  readonly bookings: readonly Document[];
  readonly refunds: ReadonlyMap<string, Document>;
}

export interface AuditInput {
  readonly ledger: Ledger;
  readonly db: Db;
  /** The host of BASE_URL. Only orders of this site count. */
  readonly site: string;
  readonly told: readonly Told[];
}

/** Compares Razorpay's ledger with MongoDB. Returns every violation of the six rules at the end of docs/contract.md. */
export async function auditLedger({ ledger, db, site, told }: AuditInput): Promise<readonly string[]> {
  const read = (name: string) => db.collection(name).find().toArray();
  const [slots, payments, bookings, refunds] = await Promise.all(
    ['timeslots', 'payments', 'sessionbookings', 'refunds'].map(read),
  );
  const books: Books = {
    ledger,
    site,
    told,
    slots: slots ?? [],
    payments: new Map((payments ?? []).map((row) => [String(row._id), row])),
    bookings: bookings ?? [],
    refunds: new Map((refunds ?? []).map((row) => [String(row.razorpayPaymentId), row])),
  };
  const lines = [seats, settlement, onceOnly, truth, verification, nothingUnpaid];
  return lines.flatMap((line, index) => line(books).map((what) => `${index + 1}: ${what}`));
}

/** 1. No slot is oversold, and seats, count and bookings agree. */
function seats({ slots, bookings }: Books): string[] {
  return slots.flatMap((slot) => {
    const held = (slot.seats as Document[]).filter((seat) => !seat.releasedAt);
    const active = bookings.filter(
      (booking) => String(booking.timeSlotId) === String(slot._id) && booking.status !== 'CANCELLED',
    );
    const heldBy = held.map((seat) => `${String(seat.bookingId)} ${String(seat.paymentId)}`).sort();
    const bookedBy = active
      .map(
        ({ _id, paymentDetails }) =>
          `${String(_id)} ${(paymentDetails as Document).razorpayPaymentId as string}`,
      )
      .sort();
    const users = new Set(held.map((seat) => String(seat.userId)));
    return [
      ...unless(
        slot.currentStudents === held.length,
        `slot ${slot._id}: counts ${slot.currentStudents}, holds ${held.length}`,
      ),
      ...unless(
        held.length <= slot.maxStudents,
        `slot ${slot._id}: ${held.length} seats of ${slot.maxStudents}`,
      ),
      ...unless(
        heldBy.join() === bookedBy.join(),
        `slot ${slot._id}: seats ${heldBy.join()} but bookings ${bookedBy.join()}`,
      ),
      ...unless(users.size === held.length, `slot ${slot._id}: one person holds two seats`),
    ];
  });
}

/** 2. Each captured payment ended as one booking, or as one full refund. */
function settlement(books: Books): string[] {
  const captured = ourPayments(books).filter((payment) => payment.captured);
  const uncaptured = ourPayments(books).filter(({ status }) => status === 'authorized');
  const ids = new Set(captured.map(({ id }) => id));
  return [
    ...captured.flatMap((payment) => settlementOf(books, payment)),
    ...uncaptured.map(({ id }) => `payment ${id} is authorised and never captured`),
    ...[...books.payments.keys()]
      .filter((id) => !ids.has(id))
      .map((id) => `payment ${id} was decided, not captured`),
  ];
}

function settlementOf(books: Books, { id, amount }: Payment): string[] {
  const decision = books.payments.get(id);
  if (!decision) return [`payment ${id} is captured and undecided`];
  const booking = books.bookings.find(
    ({ paymentDetails }) => (paymentDetails as Document).razorpayPaymentId === id,
  );
  const row = books.refunds.get(id);
  const back = sumOf(refundsOf(books, id));
  if (decision.outcome === 'REFUND') {
    return [
      ...unless(!booking, `payment ${id} is refused and booked`),
      ...unless(row !== undefined, `payment ${id} is refused, and no refund is owed`),
      ...unless(back === amount, `payment ${id} is refused, ${back} of ${amount} went back`),
      ...unless(
        !row || row.status === 'REQUESTED' || row.status === 'PROCESSED',
        `refund of ${id} is ${row?.status}`,
      ),
    ];
  }
  if (!booking) return [`payment ${id} has no booking`];
  const owed =
    booking.status === 'CANCELLED'
      ? ((booking.cancellation as Document).refundAmount as number)
      : ((row?.amount ?? 0) as number);
  return [
    ...unless(back === owed, `booking ${booking._id}: ${back} went back, not ${owed}`),
    ...unless(
      booking.status === 'CANCELLED' || back < amount,
      `booking ${booking._id} stands, and all its money went back`,
    ),
  ];
}

/** 3. At most one booking and one refund of ours a payment. */
function onceOnly({ ledger, bookings }: Books): string[] {
  const ours = ledger.refunds.filter(
    (refund) => refund.status !== 'failed' && 'idempotencyKey' in refund.notes,
  );
  const rows = bookings.map(({ paymentDetails }) => (paymentDetails as Document).razorpayPaymentId as string);
  return [
    ...repeated(ours.map((refund) => refund.payment_id)).map((id) => `payment ${id} was refunded twice`),
    ...repeated(rows).map((id) => `payment ${id} has two bookings`),
  ];
}

/** 4. People were told the truth. */
function truth({ told, payments, ledger }: Books): string[] {
  return told.flatMap(({ paymentId, what }) => {
    const outcome: unknown = payments.get(paymentId)?.outcome;
    const isTaken = ledger.payments.some(({ id, captured }) => id === paymentId && captured);
    const isTrue = what === 'failed' ? !isTaken : outcome === (what === 'booked' ? 'BOOKED' : 'REFUND');
    return unless(isTrue, `told "${what}" of payment ${paymentId}, which is ${String(outcome)}`);
  });
}

/** 5. Every booking rests on a captured payment of the right order, amount and person. */
function verification(books: Books): string[] {
  return books.bookings.flatMap((booking) => {
    const details = booking.paymentDetails as Document;
    const payment = books.ledger.payments.find(({ id }) => id === details.razorpayPaymentId);
    const order = books.ledger.orders.find(({ id }) => id === details.razorpayOrderId);
    const sold = order ? notesOf(order) : {};
    const isFounded =
      payment?.captured === true &&
      payment.order_id === order?.id &&
      payment.amount === order.amount &&
      payment.amount === booking.amount &&
      payment.currency === order.currency &&
      sold.bookingId === booking._id &&
      sold.userId === String(booking.userId);
    return unless(isFounded, `booking ${String(booking._id)} is not founded on its payment`);
  });
}

/** 6. An order without a captured payment left no records. */
function nothingUnpaid({ ledger, slots, bookings, payments, refunds }: Books): string[] {
  const paid = new Set(ledger.payments.filter(({ captured }) => captured).map((payment) => payment.order_id));
  const taken = new Set(
    slots.flatMap((slot) => (slot.seats as Document[]).map((seat) => String(seat.orderId))),
  );
  const written = new Set([
    ...bookings.map(({ paymentDetails }) => (paymentDetails as Document).razorpayOrderId as string),
    ...[...payments.values()].map(({ orderId }) => orderId as string),
    ...[...refunds.values()].map(({ razorpayOrderId }) => razorpayOrderId as string),
  ]);
  return ledger.orders
    .filter(({ id }) => !paid.has(id) && (taken.has(id) || written.has(id)))
    .map(({ id }) => `order ${id} is not paid and left something behind`);
}

function ourPayments({ ledger, site }: Books): readonly Payment[] {
  const ours = new Set(ledger.orders.filter((order) => notesOf(order).site === site).map(({ id }) => id));
  return ledger.payments.filter((payment) => ours.has(payment.order_id));
}

function refundsOf({ ledger }: Books, paymentId: string): readonly Refund[] {
  return ledger.refunds.filter((refund) => refund.payment_id === paymentId && refund.status !== 'failed');
}

function sumOf(refunds: readonly Refund[]): number {
  return refunds.reduce((sum, { amount }) => sum + amount, 0);
}

function notesOf({ notes }: OrderRecord): Readonly<Record<string, string>> {
  return Array.isArray(notes) ? {} : (notes as Readonly<Record<string, string>>);
}

function repeated(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

function unless(isRight: boolean, what: string): string[] {
  return isRight ? [] : [what];
}
