import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import {
  isOnSale,
  requireSlot,
  type SeatOfUser,
  seatsLeft,
  type TimeSlot,
  type TimeSlotRepository,
} from '../slots/index.ts';
import type { WaitlistRepository } from './waitlist.repository.ts';

export interface Waiting {
  readonly userId: string;
  readonly joinedAt: Date;
  readonly offer: SeatOffer | undefined;
}

/** Made to one person at a time. It holds nothing: the first verified payment gets the seat. */
export interface SeatOffer {
  readonly at: Date;
  /** When the next in line is told as well. */
  readonly endsAt: Date;
  readonly isTold: boolean;
}

/** The waiting list of one slot, the first in line first. */
export interface Waitlist {
  readonly slotId: string;
  readonly entries: readonly Waiting[];
  readonly version: number;
}

/** Restores the place of somebody who left by mistake: before those who joined later. */
export function withReturned(list: Waitlist, returned: Pick<Waiting, 'userId' | 'joinedAt'>): Waitlist {
  const later = list.entries.findIndex(({ joinedAt }) => joinedAt > returned.joinedAt);
  const entries = [...list.entries];
  entries.splice(later < 0 ? entries.length : later, 0, { ...returned, offer: undefined });
  return { ...list, entries };
}

const OFFER_MS = 30 * 60_000;

/** From 1; undefined for someone who is not on the list. */
export function positionOf({ entries }: Waitlist, userId: string): number | undefined {
  const index = entries.findIndex((entry) => entry.userId === userId);
  return index < 0 ? undefined : index + 1;
}

/**
 * Makes offers in the order of the line, as many as there are free seats. Whoever does not use an offer keeps the
 * place, but gets no other until the slot has been full again.
 */
export function withOffers(list: Waitlist, freeSeats: number, now: Date): Waitlist {
  const isRunning = ({ offer }: Waiting) => offer !== undefined && offer.endsAt > now;
  let left = Math.max(0, freeSeats - list.entries.filter(isRunning).length);
  const entries = list.entries.map((entry) => {
    if (entry.offer || left === 0) return entry;
    left -= 1;
    return { ...entry, offer: { at: now, endsAt: new Date(now.getTime() + OFFER_MS), isTold: false } };
  });
  return { ...list, entries };
}

/**
 * The list after the slot is full again. People with an open offer keep their place; those who let an offer expire go
 * to the end.
 */
export function withoutOffers(list: Waitlist, now: Date): Waitlist {
  const hasPassed = ({ offer }: Waiting) => offer !== undefined && offer.endsAt <= now;
  const inLine = [...list.entries.filter((entry) => !hasPassed(entry)), ...list.entries.filter(hasPassed)];
  return { ...list, entries: inLine.map((entry) => ({ ...entry, offer: undefined })) };
}

/** Tells somebody of a free seat. May be called again for the same offer. */
export interface WaitlistNotifier {
  seatOffered(offer: { slot: TimeSlot; userId: string; at: Date; endsAt: Date }): Promise<void>;
}

export interface WaitingPlace {
  readonly slot: TimeSlot;
  /** From 1. */
  readonly position: number;
}

export type Joining =
  | { readonly kind: 'joined'; readonly position: number }
  /** A seat is free, so there is no need to wait. */
  | { readonly kind: 'seat-free' };

/** Attempts if others change the list at the same time. */
const MAX_ATTEMPTS = 5;

/** The waiting list of a full slot. It is free of charge and holds no seat: the first verified payment wins. */
export class WaitlistService {
  constructor(
    private readonly waitlists: WaitlistRepository,
    private readonly slots: TimeSlotRepository,
    private readonly notifier: WaitlistNotifier,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * @param since when somebody who left by mistake had joined, which restores the place
   * @throws DomainError SLOT_NOT_FOUND, FORBIDDEN (the user's own slot), SLOT_CLOSED, ALREADY_BOOKED
   */
  async join(slotId: string, userId: string, since?: Date): Promise<Joining> {
    const slot = await requireSlot(this.slots, slotId);
    if (slot.mentorId === userId) {
      throw new DomainError('FORBIDDEN', { message: 'This is your own session: you cannot wait for it.' });
    }
    const now = this.clock.now();
    if (!isOnSale(slot, now)) throw new DomainError('SLOT_CLOSED');
    if (await this.slots.findBookingId({ slotId, userId })) throw new DomainError('ALREADY_BOOKED');
    if (seatsLeft(slot) > 0) return { kind: 'seat-free' };
    if (!since || !(await this.restorePlace(slot, { userId, joinedAt: since }))) {
      await this.waitlists.append(slot, userId, now);
    }
    this.logger.info({ slotId, userId }, 'waitlist.joined');
    // Otherwise a seat that was released between the check and the write would wait for the next round.
    await this.offerFreeSeats(slotId);
    return { kind: 'joined', position: (await this.position(slotId, userId)) ?? 1 };
  }

  /** @returns when the user had joined; undefined if they were not on the list @throws DomainError SLOT_NOT_FOUND */
  async leave(slotId: string, userId: string): Promise<Date | undefined> {
    const slot = await requireSlot(this.slots, slotId);
    const left = await this.waitlists.remove(slot.id, userId);
    if (!left) return undefined;
    this.logger.info({ slotId, userId }, 'waitlist.left');
    await this.offerFreeSeats(slotId);
    return left.joinedAt;
  }

  /** False if the list kept changing; the user then goes to the end of the line. */
  private async restorePlace(slot: TimeSlot, returned: { userId: string; joinedAt: Date }): Promise<boolean> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const list = await this.waitlists.find(slot.id);
      if (!list) return false;
      if (positionOf(list, returned.userId) !== undefined) return true;
      if (await this.waitlists.replace(withReturned(list, returned), slot)) return true;
    }
    return false;
  }

  /** The place in line, from 1; undefined for someone who does not wait. */
  async position(slotId: string, userId: string): Promise<number | undefined> {
    const list = await this.waitlists.find(slotId);
    return list && positionOf(list, userId);
  }

  /** The waiting lists of a user, the next session first. */
  async placesOf(userId: string): Promise<readonly WaitingPlace[]> {
    const lists = await this.waitlists.listOfUser(userId);
    const slots = await this.slots.findMany(lists.map(({ slotId }) => slotId));
    const now = this.clock.now();
    const places = lists.flatMap((list) => {
      const slot = slots.get(list.slotId);
      const position = positionOf(list, userId);
      return slot && position !== undefined && isOnSale(slot, now) ? [{ slot, position }] : [];
    });
    return places.sort((one, other) => one.slot.scheduledAt.getTime() - other.slot.scheduledAt.getTime());
  }

  bookingCreated(booking: SeatOfUser): Promise<void> {
    return this.seatTaken(booking.timeSlotId, booking.userId);
  }

  bookingCancelled({ timeSlotId }: SeatOfUser): Promise<void> {
    return this.offerFreeSeats(timeSlotId);
  }

  async bookingMoved(booking: SeatOfUser, fromSlotId: string): Promise<void> {
    await this.seatTaken(booking.timeSlotId, booking.userId);
    await this.offerFreeSeats(fromSlotId);
  }

  /** Removes the attendee from the list. If it was the last seat, open offers end. */
  private async seatTaken(slotId: string, userId: string): Promise<void> {
    const list = await this.waitlists.find(slotId);
    if (!list || list.entries.length === 0) return;
    await this.waitlists.remove(slotId, userId);
    await this.offerFreeSeats(slotId);
  }

  /** Offers free seats to the first in line, and to the next after half an hour without a sale. */
  async offerFreeSeats(slotId: string): Promise<void> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const [list, slot] = await Promise.all([this.waitlists.find(slotId), this.slots.findById(slotId)]);
      if (!list || !slot || list.entries.length === 0 || !isOnSale(slot, this.clock.now())) return;
      if (await this.update(list, slot)) return;
    }
  }

  /** Does this for every list. One that fails does not stop the others. @returns how many there are */
  async advanceWaitlists(): Promise<number> {
    const lists = await this.waitlists.listOpen(this.clock.now());
    for (const { slotId } of lists) {
      try {
        await this.offerFreeSeats(slotId);
      } catch (error) {
        this.logger.error({ slotId, error }, 'waitlist.failed');
      }
    }
    return lists.length;
  }

  /** False if somebody else changed the list meanwhile. */
  private async update(list: Waitlist, slot: TimeSlot): Promise<boolean> {
    const now = this.clock.now();
    const free = seatsLeft(slot);
    const updated = free === 0 ? withoutOffers(list, now) : withOffers(list, free, now);
    const isChanged = updated.entries.some((entry, index) => entry.offer !== list.entries[index]?.offer);
    if (isChanged && !(await this.waitlists.replace(updated, slot))) return false;
    await this.tellOffers(updated, slot);
    return true;
  }

  /** Repeated after a crash, until the notifier has accepted each offer. */
  private async tellOffers({ entries, slotId }: Waitlist, slot: TimeSlot): Promise<void> {
    for (const entry of entries) {
      const { userId, offer } = entry;
      if (!offer || offer.isTold) continue;
      await this.notifier.seatOffered({ slot, userId, at: offer.at, endsAt: offer.endsAt });
      await this.waitlists.markTold(slotId, entry);
      this.logger.info({ slotId, userId }, 'waitlist.offered');
    }
  }
}
