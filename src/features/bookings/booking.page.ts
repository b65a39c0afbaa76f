import type { CalendarLinks } from '../../web/calendar-links.ts';
import type { Face } from '../../web/face.ts';
import { view } from '../../web/page-renderer.ts';
import type {
  BadgeModel,
  FormModel,
  MeetingAccess,
  MentorLink,
  RefundMoments,
  RefundProgress,
  SessionTime,
  ShownTime,
  TopicArt,
} from '../../web/partials.page.ts';
import type { Month, SessionCard } from '../slots/index.ts';

export interface BookingPage {
  readonly bookingId: string;
  readonly slotId: string;
  readonly title: string;
  readonly art: TopicArt;
  readonly mentor: MentorLink;
  readonly sessionType: string;
  readonly time: SessionTime;
  /** Includes the year, because paper may be read much later. */
  readonly fullDate: string;
  readonly badge: BadgeModel;
  readonly amount: string;
  /** Null while all of the money is kept. */
  readonly paymentBadge: BadgeModel | null;
  readonly paymentId: string;
  readonly orderId: string;
  readonly notes: string;
  readonly face: Face;
  readonly meeting: MeetingAccess;
  readonly calendars: CalendarLinks;
  /** Null if it is over or cancelled. */
  readonly refundTerms: RefundMoments | null;
  /** Not over and not cancelled. */
  readonly isToCome: boolean;
  readonly isCancelled: boolean;
  readonly canCancel: boolean;
  readonly canReschedule: boolean;
  /** `If you cancel now, you get ₹499 back.` Null if it cannot be cancelled. */
  readonly cancelOffer: string | null;
  /** The time before the mentor's change, while the attendee is asked whether to keep the seat. */
  readonly movedFrom: ShownTime | null;
  /** The mentor's reason for cancelling, in plain text with line breaks. */
  readonly mentorReason: string | null;
  readonly refund: RefundProgress | null;
  /** The mentor's next sessions with a free seat, if this booking is cancelled. */
  readonly alternatives: readonly SessionCard[];
}

export const bookingView = view<BookingPage>('bookings/booking');

export interface CancelPage {
  readonly bookingId: string;
  readonly title: string;
  readonly art: TopicArt;
  readonly mentor: MentorLink;
  readonly time: SessionTime;
  /** The amount paid. */
  readonly amount: string;
  readonly refundAmount: string;
  /** Posted back as `refundAmount`, in paise, so that nobody gets less than they agreed to. */
  readonly refundPaise: string;
  /** Why it is this amount, as a sentence. */
  readonly explanation: string;
  readonly refundTerms: RefundMoments;
  /** Set if the amount has fallen since the page was shown. */
  readonly formError: string | null;
}

export const cancelView = view<CancelPage>('bookings/cancel');

export interface ReschedulePage {
  readonly bookingId: string;
  readonly title: string;
  readonly art: TopicArt;
  readonly mentor: MentorLink;
  readonly time: SessionTime;
  /** Sessions of the same mentor and price with a free seat; null if there is none. */
  readonly month: Month | null;
  /** What a cancellation gives now and after rescheduling, as sentences. */
  readonly afterMoving: string;
  /** Posted back as `refundAmount`, in paise: what a cancellation gives now. */
  readonly refundPaise: string;
  /** `slotId`. */
  readonly form: FormModel;
}

export const rescheduleView = view<ReschedulePage>('bookings/reschedule');
