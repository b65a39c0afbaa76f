export {
  SlotEditingRepository,
  type HeldSeat,
  type SlotChange,
  type TimeSpan,
} from './slot-editing.repository.ts';
export { SeatRepository, type SeatClaim, type SeatClaimRequest, type Seats } from './seat.repository.ts';
export { createTimeSlotModel, type TimeSlotModel, type TimeSlotRecord } from './time-slot.model.ts';
export { TimeSlotRepository, type NewTimeSlot } from './time-slot.repository.ts';
export {
  endsAt,
  isOnSale,
  seatsLeft,
  sessionTypes,
  type SeatRefusal,
  type SessionType,
  type SlotStatus,
  type TimeSlot,
} from './time-slot.ts';
export { formerMentor, type MentorDirectory, type SlotMentor } from './mentor-directory.ts';
export { SlotAlternativesRepository, type AlternativesQuery } from './slot-alternatives.repository.ts';
export { SlotController, type WaitlistLookup } from './slot.controller.ts';
export { sessionTypeNames, toSeats, toSlotCard } from './slot-presenter.ts';
export { slotRoutes } from './slot.routes.ts';
export { SlotSearchRepository } from './slot-search.repository.ts';
export { SlotSearch } from './slot-search.ts';
export { PayingNow } from './paying-now.ts';
export type { SlotCard } from './slot-card.page.ts';
