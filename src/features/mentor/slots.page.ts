import type { BadgeModel, Pager, SessionTime } from '../../web/partials.page.ts';

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
  /** One page of them, the latest first. */
  readonly past: readonly MentorSlotRow[];
  /** Of the past; null where all fit on one page. */
  readonly pager: Pager | null;
}
