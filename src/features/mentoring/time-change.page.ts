import { formatInr } from '../../shared/money.ts';
import { view } from '../../web/page-renderer.ts';
import type { FormModel, SessionTime } from '../../web/partials.page.ts';
import { toSessionTime } from '../../web/session-time.ts';
import { agreedTimeOf, type SessionBooking } from '../bookings/index.ts';
import type { TimeSlot } from '../slots/index.ts';

export interface TimeChangePage {
  readonly bookingId: string;
  readonly title: string;
  readonly mentorName: string;
  /** The time before the change. */
  readonly before: SessionTime;
  readonly time: SessionTime;
  /** The amount paid. */
  readonly amount: string;
  /** `answer`: keep or refund. */
  readonly form: FormModel;
}

export const timeChangeView = view<TimeChangePage>('mentoring/time-change');

export function toTimeChangePage(
  shown: { booking: SessionBooking; slot: TimeSlot; mentorName: string; form: FormModel },
  reader: { viewerZone: string; now: Date },
): TimeChangePage {
  const { booking, slot, mentorName, form } = shown;
  const timeOf = ({ scheduledAt, duration }: Pick<SessionBooking, 'scheduledAt' | 'duration'>) =>
    toSessionTime({ scheduledAt, duration, mentorZone: slot.timeZone, ...reader });
  return {
    bookingId: booking.id,
    title: slot.title,
    mentorName,
    before: timeOf(agreedTimeOf(booking)),
    time: timeOf(booking),
    amount: formatInr(booking.amount),
    form,
  };
}
