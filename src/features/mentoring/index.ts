export { describeSeatRefunds, type SeatRefunds } from './seat-refunds.ts';
export type { SlotCancellation } from './slot-cancellation.ts';
