import { type Paise, toPaise } from '../../shared/money.ts';
import type { RefundPolicy } from '../../shared/refund-policy.ts';
import type { PendingBookingData } from '../../web/session-data.ts';
import { isAsSold, type SessionType, type TimeSlot } from '../slots/index.ts';
import { areTermsBinding, type OfferedTerms, type OrderTerms } from './order-terms.ts';

/** A booking before it is paid. It is stored in the session in Redis only, so all values are plain. */
export interface PendingBooking extends PendingBookingData {
  readonly bookingId: string;
  readonly mentorId: string;
  readonly timeSlotId: string;
  readonly sessionType: SessionType;
  /** ISO 8601. */
  readonly scheduledAt: string;
  /** Minutes. */
  readonly duration: number;
  /** Paise. */
  readonly amount: number;
  readonly currency: 'INR';
  readonly notes: string;
  readonly refundPolicy: RefundPolicy;
  /** Missing until Razorpay has answered: the bookingId is the receipt, with which the order is found again. */
  readonly orderId?: string;
  /** ISO 8601: when Razorpay made the order. */
  readonly orderedAt?: string;
}

/** A pending booking whose Razorpay order is known: it can be paid. */
export type OrderedBooking = PendingBooking & { readonly orderId: string; readonly orderedAt: string };

export function hasOrder(draft: PendingBooking): draft is OrderedBooking {
  return draft.orderId !== undefined && draft.orderedAt !== undefined;
}

interface SessionLike {
  pendingBookings?: Record<string, PendingBookingData>;
  save(callback: (error?: unknown) => void): unknown;
}

/** More than anybody pays for at once. The oldest drafts are dropped, and rebuilt from their orders when needed. */
const MAX_PENDING = 20;

/** The pending bookings of one visitor. */
export class PendingBookings {
  constructor(private readonly session: SessionLike) {}

  find(bookingId: string): PendingBooking | undefined {
    return this.list().find((draft) => draft.bookingId === bookingId);
  }

  list(): readonly PendingBooking[] {
    // Only this class writes them, and only the server reads the session.
    return Object.values(this.session.pendingBookings ?? {}) as PendingBooking[];
  }

  /** Keeps a draft; resolves once it is stored in Redis. */
  async save<Draft extends PendingBooking>(draft: Draft): Promise<Draft> {
    const others = Object.entries(this.session.pendingBookings ?? {}).filter(
      ([id]) => id !== draft.bookingId,
    );
    const kept = others.slice(1 - MAX_PENDING);
    this.session.pendingBookings = Object.fromEntries([...kept, [draft.bookingId, draft]]);
    await this.store();
    return draft;
  }

  /** Drops a draft that has become a booking or a refund. The session is stored at the end of the response. */
  remove(bookingId: string): void {
    const others = Object.entries(this.session.pendingBookings ?? {}).filter(([id]) => id !== bookingId);
    this.session.pendingBookings = Object.fromEntries(others);
  }

  private store(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.session.save((error) => {
        if (error) reject(error instanceof Error ? error : new Error('The session could not be saved'));
        else resolve();
      });
    });
  }
}

/** Whether a draft is for what the slot offers now, to this user and with this note: then its order can be used again. */
export function isSameOffer(
  draft: PendingBooking,
  offer: { slot: TimeSlot; userId: string; note: string },
): boolean {
  const { slot, userId, note } = offer;
  return (
    draft.userId === userId &&
    draft.timeSlotId === slot.id &&
    draft.amount === slot.price &&
    draft.scheduledAt === slot.scheduledAt.toISOString() &&
    draft.duration === slot.duration &&
    draft.refundPolicy === slot.refundPolicy &&
    draft.notes === note
  );
}

/** Whether the slot can still be sold as the order offers it. */
export function isStillOffered(draft: OrderedBooking, slot: TimeSlot, now: Date): boolean {
  const { duration, refundPolicy } = draft;
  const isBinding = areTermsBinding(new Date(draft.orderedAt), now);
  return isAsSold(slot, {
    scheduledAt: new Date(draft.scheduledAt),
    duration,
    ...(!isBinding && { price: amountOf(draft), refundPolicy }),
  });
}

/** The last note that the user typed for a slot and has not paid for. */
export function typedNoteIn(
  drafts: PendingBookings,
  { userId, slotId }: { userId: string; slotId: string },
): string | undefined {
  const isTheirs = (draft: PendingBooking) => draft.userId === userId && draft.timeSlotId === slotId;
  return drafts.list().findLast(isTheirs)?.notes;
}

export function amountOf(draft: PendingBooking): Paise {
  return toPaise(draft.amount);
}

type SoldSlot = Pick<TimeSlot, 'mentorId' | 'sessionType'>;

/** The draft of these terms; its order is not made yet. */
export function toDraft(terms: OfferedTerms & { readonly amount: Paise }, slot: SoldSlot): PendingBooking {
  const { bookingId, userId, slotId, scheduledAt, duration, refundPolicy, note, amount } = terms;
  const { mentorId, sessionType } = slot;
  return {
    bookingId,
    userId,
    mentorId,
    timeSlotId: slotId,
    sessionType,
    scheduledAt: scheduledAt.toISOString(),
    duration,
    amount,
    currency: 'INR',
    notes: note,
    refundPolicy,
  };
}

/** What an order must contain to match the draft. */
export function termsOf(draft: PendingBooking): OfferedTerms {
  const { bookingId, userId, timeSlotId: slotId, scheduledAt, duration, refundPolicy, notes: note } = draft;
  return { bookingId, slotId, userId, scheduledAt: new Date(scheduledAt), duration, refundPolicy, note };
}

/** Rebuilds the draft of a lost session from its order. */
export function draftFromTerms(terms: OrderTerms, slot: SoldSlot): OrderedBooking {
  const { orderId, orderedAt } = terms;
  return { ...toDraft(terms, slot), orderId, orderedAt: orderedAt.toISOString() };
}
