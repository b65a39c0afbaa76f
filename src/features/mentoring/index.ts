export { describeSeatRefunds, type SeatRefunds, type SlotCancellation } from './slot-cancellation.ts';
