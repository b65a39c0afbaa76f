import type { Seats } from '../../web/partials.page.ts';
import { seatsLeft, type SessionType, type TimeSlot } from './time-slot.ts';

export const sessionTypeNames: Readonly<Record<SessionType, string>> = {
  'one-on-one': 'One-on-one',
  group: 'Group',
  workshop: 'Workshop',
};

/** From this many seats left on, a page says that they are few, if there were more of them. */
const FEW_SEATS = 3;

export function toSeats(slot: Pick<TimeSlot, 'maxStudents' | 'currentStudents'>): Seats {
  const left = seatsLeft(slot);
  if (left === 0) return { text: 'Fully booked', level: 'none', taken: 100 };
  return {
    text: left === 1 ? '1 seat left' : `${left} seats left`,
    level: left <= FEW_SEATS && left < slot.maxStudents ? 'few' : 'plenty',
    taken: Math.round(100 * (1 - left / slot.maxStudents)),
  };
}
