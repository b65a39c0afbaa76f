export {
  type MentorDirectory,
  type Renaming,
  type SlotMentor,
  findMentor,
  formerMentor,
} from './mentor-directory.ts';
export { type Month, chooseMonth, toMonth } from './month.ts';
export type { PayingNow, SeatOfUser } from './paying-now.ts';
export type { ReleasedSeatRepository } from './released-seat.repository.ts';
export type { SearchTermRepository } from './search-term.repository.ts';
export type { SeatClaim, Seats } from './seat.repository.ts';
export type { SlotAlternativesRepository } from './slot-alternatives.repository.ts';
export { type SessionCard, toSessionCard, sessionTypeNames, toSeats } from './session-card.page.ts';
export type {
  HeldSeat,
  SlotChange,
  SlotEditingRepository,
  UnfinishedWork,
} from './slot-editing.repository.ts';
export { groupOffers, titleFilters } from './slot-listing.ts';
export type { SlotController } from './slot.controller.ts';
export type { SlotIndexer } from './slot-indexer.ts';
export { toSlotShare } from './slot-sharing.ts';
export { listKeys, type TimeSlotRecord } from './time-slot.model.ts';
export {
  type NewTimeSlot,
  type TimeSlotRepository,
  requireOwnSlot,
  requireSlot,
} from './time-slot.repository.ts';
export { topicArt } from './topic-art.ts';
export {
  type SeatRefusal,
  type SessionType,
  type TimeSlot,
  endsAt,
  canRecordAttendance,
  fitsSessionType,
  isOnSale,
  isTooFarAhead,
  MAX_DAYS_AHEAD,
  slotLimits,
  isAsSold,
  seatsLeft,
  whyClosed,
  sessionTypes,
} from './time-slot.ts';
