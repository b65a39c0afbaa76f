import type { FormModel } from '../../web/form.page.ts';
import type { MentorLink, RefundTerms, Seats, SessionTime } from '../../web/partials.page.ts';

/** What the reader can do about the session. */
export type BookingPanel =
  /** Values and errors of `notes`. */
  | { readonly kind: 'form'; readonly form: FormModel }
  | { readonly kind: 'log-in' }
  | { readonly kind: 'full'; readonly waitlist: 'log-in' | 'can-join' }
  /** `position` in line, from 1. */
  | { readonly kind: 'full'; readonly waitlist: 'joined'; readonly position: number }
  /** Cancelled, moved or started; `reason` says which, as a sentence. */
  | { readonly kind: 'closed'; readonly reason: string }
  | { readonly kind: 'booked'; readonly bookingId: string }
  /** Seen by the mentor who gives it. */
  | { readonly kind: 'own' };

export interface SlotPage {
  readonly slotId: string;
  readonly title: string;
  readonly mentor: MentorLink;
  readonly mentorHeadline: string | null;
  readonly topic: string | null;
  readonly sessionType: string;
  /** `Up to 12 people`. */
  readonly capacity: string;
  /** Plain text; its line breaks are kept. */
  readonly description: string;
  readonly time: SessionTime;
  readonly price: string;
  readonly seats: Seats;
  /** `3 people are paying right now`; null when nobody is. */
  readonly payingNow: string | null;
  readonly refundTerms: RefundTerms;
  readonly panel: BookingPanel;
}
