import { DomainError } from '../../shared/errors.ts';
import type { TimeSlot, TimeSlotRepository } from '../slots/index.ts';

export type OwnSlots = Pick<TimeSlotRepository, 'findById'>;

/** @throws DomainError SLOT_NOT_FOUND, for the slot of another mentor too */
export async function findOwnSlot(
  slots: OwnSlots,
  { slotId, mentorId }: { slotId: string; mentorId: string },
): Promise<TimeSlot> {
  const slot = await slots.findById(slotId);
  if (slot?.mentorId !== mentorId) throw new DomainError('SLOT_NOT_FOUND');
  return slot;
}
