import { expect } from 'chai';
import type { SeatClaim, SeatClaimRequest } from '../../../src/features/slots/seat.repository.ts';
import type { TimeSlot } from '../../../src/features/slots/time-slot.ts';
import { newBookingId } from '../../../src/shared/ids.ts';
import { createUser } from '../../support/builders.ts';
import { commandsOf } from '../../support/commands.ts';
import { createSlot } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

describe('claims on a slot that is full', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  async function requestFor(slot: TimeSlot, userId?: string): Promise<SeatClaimRequest> {
    const bookingId = newBookingId(site.clock);
    return {
      slotId: slot.id,
      bookingId,
      userId: userId ?? (await createUser(site)),
      orderId: `order_${bookingId}`,
      paymentId: `pay_${bookingId}`,
      scheduledAt: slot.scheduledAt,
      duration: slot.duration,
    };
  }

  async function fill(): Promise<{ slot: TimeSlot; holder: SeatClaimRequest }> {
    const slot = await createSlot(site);
    const holder = await requestFor(slot);
    expect(await site.services.seats.claimSeat(holder)).to.include({ kind: 'claimed' });
    expect(await site.services.seats.claimSeat(await requestFor(slot))).to.include({ reason: 'SLOT_FULL' });
    return { slot, holder };
  }

  it('share one read of the slot, and write nothing', async () => {
    const { slot } = await fill();
    const requests = await Promise.all(Array.from({ length: 30 }, () => requestFor(slot)));
    // The answer that the slot is full is cached for a few seconds only, so it is asked for again here.
    await site.services.seats.claimSeat(await requestFor(slot));
    let claims: readonly SeatClaim[] = [];
    const commands = await commandsOf(site, async () => {
      claims = await Promise.all(requests.map((request) => site.services.seats.claimSeat(request)));
    });
    expect(new Set(claims.map((claim) => claim.kind === 'refused' && claim.reason))).to.deep.equal(
      new Set(['SLOT_FULL']),
    );
    expect(commands).to.deep.equal(['aggregate timeslots']);
  });

  it('each get the answer for their own seats if they come at the same moment', async () => {
    const { slot, holder } = await fill();
    const sameUser = await requestFor(slot, holder.userId);
    const sameOrder = { ...sameUser, orderId: holder.orderId };
    const stranger = await requestFor(slot);
    const claims = await Promise.all(
      [holder, sameUser, sameOrder, stranger].map((request) => site.services.seats.claimSeat(request)),
    );
    expect(claims.map((claim) => (claim.kind === 'claimed' ? 'claimed' : claim.reason))).to.deep.equal([
      'claimed',
      'ALREADY_BOOKED',
      'DUPLICATE_PAYMENT',
      'SLOT_FULL',
    ]);
  });

  it('give a seat that was just released to one of many', async () => {
    const { slot, holder } = await fill();
    await site.services.seats.releaseSeat(holder);
    const requests = await Promise.all(Array.from({ length: 10 }, () => requestFor(slot)));
    const claims = await Promise.all(requests.map((request) => site.services.seats.claimSeat(request)));
    expect(claims.filter(({ kind }) => kind === 'claimed')).to.have.length(1);
  });
});
