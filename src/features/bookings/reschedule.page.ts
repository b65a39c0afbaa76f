import type { FormModel } from '../../web/form.page.ts';
import type { MentorLink, SessionTime } from '../../web/partials.page.ts';
import { view } from '../../web/view.ts';
import type { Month } from '../slots/index.ts';

export interface ReschedulePage {
  readonly bookingId: string;
  readonly title: string;
  readonly mentor: MentorLink;
  readonly time: SessionTime;
  /** Sessions of the same mentor and price with a seat left; null where there is none. */
  readonly month: Month | null;
  /** What a cancellation gives now and after the move, as sentences. */
  readonly afterMoving: string;
  /** Posted back as `refundAmount`, in paise: what a cancellation gives now. */
  readonly refundPaise: string;
  /** `slotId`. */
  readonly form: FormModel;
}

export const rescheduleView = view<ReschedulePage>('bookings/reschedule');
