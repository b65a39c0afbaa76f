import type { BadgeModel, SessionTime } from '../../web/partials.page.ts';

export interface MentorSlotRow {
  readonly slotId: string;
  readonly title: string;
  readonly time: SessionTime;
  readonly price: string;
  readonly seatsSold: number;
  readonly seatsTotal: number;
  readonly revenue: string;
  readonly badge: BadgeModel;
}

export interface MentorSlotsPage {
  readonly handle: string;
  /** Seats sold and revenue of what is still to come. */
  readonly totals: { readonly sessions: number; readonly seatsSold: number; readonly revenue: string };
  readonly upcoming: readonly MentorSlotRow[];
  readonly past: readonly MentorSlotRow[];
}
