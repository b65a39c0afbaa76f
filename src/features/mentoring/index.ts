export type { SeatRefunds, SlotCancellation } from './slot-cancellation.ts';
