/** Somebody who waits for a seat. */
export interface Waiting {
  readonly userId: string;
  readonly joinedAt: Date;
  readonly offer: SeatOffer | undefined;
}

/** Told to one person at a time. It holds nothing: the first verified payment gets the seat. */
export interface SeatOffer {
  readonly at: Date;
  /** After this the next in line is told too. */
  readonly endsAt: Date;
  readonly isTold: boolean;
}

/** The people who wait for a seat in one slot, the first in line first. */
export interface Waitlist {
  readonly slotId: string;
  readonly entries: readonly Waiting[];
  readonly version: number;
}

/** The list with somebody who left it by mistake back in their place: before those who joined later. */
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
 * The list after everybody whose turn it is has an offer: as many people as there are free seats, in the order of the
 * line. Who let an offer pass keeps the place but is not told again before the slot was full once more.
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
 * The list once the slot is full again: offers are over. Who was still within theirs keeps the place in line, who let
 * it pass goes to the end.
 */
export function withoutOffers(list: Waitlist, now: Date): Waitlist {
  const hasPassed = ({ offer }: Waiting) => offer !== undefined && offer.endsAt <= now;
  const inLine = [...list.entries.filter((entry) => !hasPassed(entry)), ...list.entries.filter(hasPassed)];
  return { ...list, entries: inLine.map((entry) => ({ ...entry, offer: undefined })) };
}
