import type { MentorLink, RefundMoments, SessionTime } from '../../web/partials.page.ts';
import { view } from '../../web/view.ts';

export interface CancelPage {
  readonly bookingId: string;
  readonly title: string;
  readonly mentor: MentorLink;
  readonly time: SessionTime;
  /** What was paid. */
  readonly amount: string;
  readonly refundAmount: string;
  /** Posted back as `refundAmount`, in paise, so that nobody gets less than they agreed to. */
  readonly refundPaise: string;
  /** Why it is that much, as a sentence. */
  readonly explanation: string;
  readonly refundTerms: RefundMoments;
  /** Set when the amount fell since the page was shown. */
  readonly formError: string | null;
}

export const cancelView = view<CancelPage>('bookings/cancel');
