import { formatInr } from '../../shared/money.ts';
import { view } from '../../web/page-renderer.ts';
import type { FormModel } from '../../web/partials.page.ts';
import { toSessionTime } from '../../web/session-time.ts';
import { agreedTimeOf, type SessionBooking } from '../bookings/index.ts';
import type { TimeSlot } from '../slots/index.ts';

export type TimeChangePage = ReturnType<typeof toTimeChangePage>;

export const timeChangeView = view<TimeChangePage>('mentoring/time-change');

export function toTimeChangePage(
  shown: { booking: SessionBooking; slot: TimeSlot; mentorName: string; form: FormModel },
  reader: { viewerZone: string; now: Date },
) {
  const { booking, slot, mentorName, form } = shown;
  const timeOf = ({ scheduledAt, duration }: Pick<SessionBooking, 'scheduledAt' | 'duration'>) =>
    toSessionTime({ scheduledAt, duration, mentorZone: slot.timeZone, ...reader });
  return {
    bookingId: booking.id,
    title: slot.title,
    mentorName,
    /** The time before the change. */
    before: timeOf(agreedTimeOf(booking)),
    time: timeOf(booking),
    /** What was paid. */
    amount: formatInr(booking.amount),
    /** `answer`: keep or refund. */
    form,
  };
}
