import type { Refund } from '../refunds/index.ts';
import type { SlotMentor, TimeSlot } from '../slots/index.ts';
import type { SessionBooking } from './session-booking.ts';

/** A booking with all that belongs to it. */
export interface BookingDetails {
  readonly booking: SessionBooking;
  readonly slot: TimeSlot;
  readonly mentor: SlotMentor;
  /** Of the booking's payment. */
  readonly refund: Refund | undefined;
  /** False when its user cancelled within the first hour in this slot before. */
  readonly hasGrace: boolean;
}
