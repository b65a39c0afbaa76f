import { Types } from 'mongoose';
import type { TimeSlot } from '../../src/features/slots/time-slot.ts';
import { collection, createMentor, createSlot } from '../support/journey.ts';
import { startSite, type Site } from '../support/site.ts';
import { median, type BenchResult } from './bench-result.ts';

const ROUNDS = 80;
const SEATS = 1_000;
const DAY = 86_400_000;
const MAX_RATIO = 1.5;

/**
 * Times the claim of a seat in slots with no seat entry, with 1,000 released entries, and with 900 held ones.
 */
export async function benchClaims(): Promise<BenchResult> {
  const site = await startSite({ webhooks: false });
  try {
    const slots = {
      'no entry': await slotWith(site, 0),
      '1,000 released an hour ago': await slotWith(site, SEATS, 3_600_000),
      '1,000 released two days ago': await slotWith(site, SEATS, 2 * DAY),
      '900 held': await slotWith(site, SEATS - 100),
    };
    while ((await site.services.releasedSeats.moveOldEntries()) > 0);
    const took = new Map<string, number[]>(Object.keys(slots).map((name) => [name, []]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, slot] of Object.entries(slots)) took.get(name)?.push(await claimOnce(site, slot));
    }
    const of = (name: string) => median(took.get(name) ?? []);
    return {
      name: 'The claim of one seat, by what the slot has seen',
      figures: Object.fromEntries([...took.keys()].map((name) => [name, `${of(name).toFixed(2)} ms`])),
      ratio: MAX_RATIO / (of('1,000 released two days ago') / of('no entry')),
      goal: 1,
    };
  } finally {
    await site.close();
  }
}

/** @param releasedAgo milliseconds since the seats were released; without it they are held */
async function slotWith(site: Site, count: number, releasedAgo?: number): Promise<TimeSlot> {
  const mentorId = await createMentor(site);
  const slot = await createSlot(site, { mentorId, maxStudents: SEATS });
  const now = site.clock.now().getTime();
  const seats = Array.from({ length: count }, (_, index) => ({
    bookingId: `session_${index}`,
    userId: new Types.ObjectId(),
    paymentId: `pay_${slot.id}_${index}`,
    orderId: `order_${slot.id}_${index}`,
    at: new Date(now - 3 * DAY + index),
    ...(releasedAgo !== undefined && { releasedAt: new Date(now - releasedAgo) }),
  }));
  const currentStudents = releasedAgo === undefined ? count : 0;
  const _id = new Types.ObjectId(slot.id);
  await collection(site, 'timeslots').updateOne({ _id }, { $set: { seats, currentStudents } });
  return slot;
}

/** Milliseconds for one claim. The claim is undone afterwards. */
async function claimOnce(site: Site, { id: slotId, scheduledAt, duration }: TimeSlot): Promise<number> {
  const id = new Types.ObjectId().toHexString();
  const seat = { bookingId: `session_${id}`, userId: id, orderId: `order_${id}`, paymentId: `pay_${id}` };
  const startedAt = performance.now();
  const claim = await site.services.seats.claimSeat({ ...seat, slotId, scheduledAt, duration });
  const took = performance.now() - startedAt;
  if (claim.kind !== 'claimed') throw new Error(claim.reason);
  await collection(site, 'timeslots').updateOne({ _id: new Types.ObjectId(slotId) }, {
    $pull: { seats: { paymentId: seat.paymentId } },
    $inc: { currentStudents: -1 },
  } as object);
  return took;
}
