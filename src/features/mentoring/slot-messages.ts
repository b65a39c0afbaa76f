import { MAX_DAYS_AHEAD, type TimeSlot } from '../slots/index.ts';
import type { Reservation } from './mentor-availability.ts';
import { MAX_AHEAD } from './mentor-calendar.repository.ts';
import { formatDuration, formatMoment } from '../../web/session-time.ts';

/** Why a session cannot have this time, as a sentence at the field. */
export const slotMessages = {
  past: 'The session would start in the past: choose a later time.',
  tooFarAhead: `The session would start more than ${MAX_DAYS_AHEAD} days ahead: choose an earlier time.`,
  seriesTooLong: `Number of sessions: the last one would start more than ${MAX_DAYS_AHEAD} days ahead.`,
  tooManyAhead: `You have ${MAX_AHEAD} sessions ahead, or would have more: that is the most. Cancel some first.`,
  allSkipped: 'Number of sessions: every date is left out. Keep one at least.',
  oneSeat: 'Seats: a one-on-one session has one seat. For more, choose another kind of session.',

  missingTime(localTime: string, timeZone: string): string {
    const [date = '', time = ''] = localTime.split('T');
    return `On ${date} there is no ${time} in ${timeZone}: clocks are put forward over it. Choose another time.`;
  },

  notReserved(reservation: Exclude<Reservation, { kind: 'reserved' }>): string {
    return reservation.kind === 'taken' ? this.overlap(reservation.by) : this.tooManyAhead;
  },

  overlap(other: TimeSlot | undefined): string {
    if (!other) return 'You are saving another session at this time. Reload your sessions and try again.';
    const time = formatMoment(other.scheduledAt, other.timeZone);
    return `This overlaps your session “${other.title}” (${time}, ${formatDuration(other.duration)}).`;
  },
} as const;
