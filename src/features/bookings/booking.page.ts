import type { CalendarLinks } from '../../web/calendar-links.ts';
import type { Face } from '../../web/face.ts';
import type {
  BadgeModel,
  MeetingAccess,
  MentorLink,
  RefundMoments,
  RefundProgress,
  SessionTime,
  ShownTime,
} from '../../web/partials.page.ts';
import { view } from '../../web/view.ts';

export interface BookingPage {
  readonly bookingId: string;
  readonly slotId: string;
  readonly title: string;
  readonly mentor: MentorLink;
  readonly sessionType: string;
  readonly time: SessionTime;
  readonly badge: BadgeModel;
  readonly amount: string;
  readonly paymentBadge: BadgeModel;
  readonly paymentId: string;
  readonly orderId: string;
  readonly notes: string;
  readonly face: Face;
  readonly meeting: MeetingAccess;
  readonly calendars: CalendarLinks;
  /** Null once it is over or cancelled. */
  readonly refundTerms: RefundMoments | null;
  /** Not over and not cancelled. */
  readonly isToCome: boolean;
  readonly canCancel: boolean;
  readonly canReschedule: boolean;
  /** `If you cancel now, you get ₹499 back.` Null when it cannot be cancelled. */
  readonly cancelOffer: string | null;
  /** The mentor has moved the session, and asks whether the seat is kept; when it was before. */
  readonly movedFrom: ShownTime | null;
  /** Why the mentor has called it off, in plain text; its line breaks are kept. */
  readonly mentorReason: string | null;
  readonly refund: RefundProgress | null;
}

export const bookingView = view<BookingPage>('bookings/booking');
