import { MAX_DAYS_AHEAD, type TimeSlot } from '../slots/index.ts';
import { formatDuration, formatMoment } from '../../web/session-time.ts';

/** Why a session cannot have this time, as a sentence at the field. */
export const slotMessages = {
  past: 'The session would start in the past: choose a later time.',
  tooFarAhead: `The session would start more than ${MAX_DAYS_AHEAD} days ahead: choose an earlier time.`,
  seriesTooLong: `Number of sessions: the last one would start more than ${MAX_DAYS_AHEAD} days ahead.`,
  oneSeat: 'Seats: a one-on-one session has one seat. For more, choose another kind of session.',

  missingTime(localTime: string, timeZone: string): string {
    const [date = '', time = ''] = localTime.split('T');
    return `On ${date} there is no ${time} in ${timeZone}: clocks are put forward over it. Choose another time.`;
  },

  overlap(other: TimeSlot | undefined): string {
    if (!other) return 'You are saving another session at this time. Reload your sessions and try again.';
    const time = formatMoment(other.scheduledAt, other.timeZone);
    return `This overlaps your session “${other.title}” (${time}, ${formatDuration(other.duration)}).`;
  },
} as const;
