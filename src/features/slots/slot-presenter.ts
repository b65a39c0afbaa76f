import { formatInr } from '../../shared/money.ts';
import { type NamedMentor, toMentorLink } from '../../web/face.ts';
import type { Seats } from '../../web/partials.page.ts';
import { toSessionTime } from '../../web/session-time.ts';
import type { SlotCard } from './slot-card.page.ts';
import { seatsLeft, type SessionType, type TimeSlot } from './time-slot.ts';

export const sessionTypeNames: Readonly<Record<SessionType, string>> = {
  'one-on-one': 'One-on-one',
  group: 'Group',
  workshop: 'Workshop',
};

/** From this many seats left on, a page says that they are few. */
const FEW_SEATS = 3;

export function toSeats(slot: Pick<TimeSlot, 'maxStudents' | 'currentStudents'>): Seats {
  const left = seatsLeft(slot);
  if (left === 0) return { text: 'Fully booked', level: 'none', taken: 100 };
  return {
    text: left === 1 ? '1 seat left' : `${left} seats left`,
    level: left <= FEW_SEATS ? 'few' : 'plenty',
    taken: Math.round(100 * (1 - left / slot.maxStudents)),
  };
}

export interface ShownSlot {
  readonly slot: TimeSlot;
  readonly mentor: NamedMentor;
  /** IANA name of the reader's zone. */
  readonly viewerZone: string;
}

export function toSlotCard({ slot, mentor, viewerZone }: ShownSlot): SlotCard {
  return {
    slotId: slot.id,
    title: slot.title,
    mentor: toMentorLink(mentor),
    topic: slot.topic || null,
    sessionType: sessionTypeNames[slot.sessionType],
    time: toSessionTime({ ...slot, mentorZone: slot.timeZone, viewerZone }),
    price: formatInr(slot.price),
    seats: toSeats(slot),
    moreDates: null,
  };
}
