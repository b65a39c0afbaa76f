import type { FormModel } from '../../web/form.page.ts';
import type { MentorLink, Seats, SessionTime } from '../../web/partials.page.ts';
import { view } from '../../web/view.ts';

export interface RescheduleChoice {
  readonly slotId: string;
  readonly title: string;
  readonly time: SessionTime;
  readonly seats: Seats;
}

export interface ReschedulePage {
  readonly bookingId: string;
  readonly title: string;
  readonly mentor: MentorLink;
  readonly time: SessionTime;
  /** Sessions of the same mentor and price with a seat left. */
  readonly choices: readonly RescheduleChoice[];
  /** What a cancellation gives now and after the move, as sentences. */
  readonly afterMoving: string;
  /** Posted back as `refundAmount`, in paise: what a cancellation gives now. */
  readonly refundPaise: string;
  /** `slotId`. */
  readonly form: FormModel;
}

export const rescheduleView = view<ReschedulePage>('bookings/reschedule');
