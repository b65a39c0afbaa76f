import type { MentorLink, Seats, SessionTime } from '../../web/partials.page.ts';

/** A session in a list. */
export interface SlotCard {
  readonly slotId: string;
  readonly title: string;
  readonly mentor: MentorLink;
  readonly topic: string | null;
  /** `One-on-one`, `Group`, `Workshop`. */
  readonly sessionType: string;
  readonly time: SessionTime;
  readonly price: string;
  readonly seats: Seats;
  /** Of a series, `+3 more dates`; null for a session that stands alone. */
  readonly moreDates: string | null;
}
