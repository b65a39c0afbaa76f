import type { FormModel } from '../../web/form.page.ts';
import type { BadgeModel, RefundTerms, Seats, SessionTime, ShownTime } from '../../web/partials.page.ts';
import type { SlotFormModel } from './slot-form.page.ts';

export interface AttendeeRow {
  readonly bookingId: string;
  readonly name: string;
  readonly email: string;
  readonly notes: string;
  readonly bookedAt: ShownTime;
  readonly amount: string;
  readonly badge: BadgeModel;
  /** Null before the session starts, when there is nothing to record. */
  readonly attended: boolean | null;
  /** Of a cancelled booking; null when nothing goes back. */
  readonly refund: AttendeeRefund | null;
}

export interface AttendeeRefund {
  readonly amount: string;
  readonly badge: BadgeModel;
  /** It is not under way, and the mentor may ask for it again. */
  readonly canRetry: boolean;
}

export interface MentorSlotPage {
  readonly slotId: string;
  readonly title: string;
  readonly topic: string | null;
  readonly sessionType: string;
  readonly description: string;
  readonly time: SessionTime;
  readonly price: string;
  readonly seats: Seats;
  readonly seatsSold: number;
  readonly seatsTotal: number;
  readonly revenue: string;
  /** What binds while seats are sold, as sentences; empty while none is. */
  readonly soldNotes: readonly string[];
  /** Set once the session is cancelled. */
  readonly cancelled: { readonly at: ShownTime; readonly reason: string; readonly waiting: number } | null;
  readonly badge: BadgeModel;
  readonly meetingUrl: string | null;
  readonly refundTerms: RefundTerms;
  readonly attendees: readonly AttendeeRow[];
  /** The box `attended` of each attendee carries the booking id. */
  readonly canRecordAttendance: boolean;
  /** Null once it can no longer be changed. */
  readonly edit: SlotFormModel | null;
  /** `reason`; null once it can no longer be cancelled. */
  readonly cancel: FormModel | null;
}
