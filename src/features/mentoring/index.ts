export { describeSeatRefunds, type SeatRefunds } from './slot-cancellation.ts';
export type { SlotCancellation } from './slot-cancellation.ts';
