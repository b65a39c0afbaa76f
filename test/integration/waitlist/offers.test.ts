import { expect } from 'chai';
import type { TimeSlot } from '../../../src/features/slots/time-slot.ts';
import { WaitlistService } from '../../../src/features/waitlist/waitlist.service.ts';
import { createUser, openSale, paySale } from '../../support/builders.ts';
import { createSlot } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const MINUTE = 60_000;

describe('offers of a free seat to a waiting list', () => {
  let site: Site;
  let slot: TimeSlot;
  let told: string[];
  let waitlist: WaitlistService;
  let holders: { userId: string; paymentId: string }[];
  let fails = false;

  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  const takeSeat = async (userId?: string) => {
    const sale = await openSale(site, slot, userId === undefined ? {} : { userId });
    const { due, paymentId } = await paySale(site, sale);
    const settlement = await site.services.settlePayment.settle(due);
    if (settlement.kind !== 'booked') throw new Error(settlement.kind);
    holders.push({ userId: sale.userId, paymentId });
    return sale.userId;
  };
  const release = async () => {
    const { paymentId } = holders.shift()!;
    await site.services.seats.releaseSeat({ slotId: slot.id, paymentId });
    await waitlist.offerFreeSeats(slot.id);
  };
  const newWaiter = async () => {
    const userId = await createUser(site);
    await waitlist.join(slot.id, userId);
    return userId;
  };

  beforeEach(async () => {
    [told, holders, fails] = [[], [], false];
    slot = await createSlot(site, { maxStudents: 2 });
    const notifier = {
      seatOffered: ({ userId, slot: { id } }: { userId: string; slot: TimeSlot }) => {
        if (fails) return Promise.reject(new Error('No mail today'));
        // Waiting lists of other tests are advanced too.
        if (id === slot.id) told.push(userId);
        return Promise.resolve();
      },
    };
    const { waitlists, slots, clock, logger } = site.services;
    waitlist = new WaitlistService(waitlists, slots, notifier, clock, logger);
    await takeSeat();
    await takeSeat();
  });

  it('go to the first in line, and after 30 minutes without a sale to the next', async () => {
    const [first, second, third] = [await newWaiter(), await newWaiter(), await newWaiter()];
    expect(told).to.deep.equal([]);
    await release();
    expect(told).to.deep.equal([first]);
    site.clock.advance(29 * MINUTE);
    await waitlist.advanceWaitlists();
    expect(told).to.deep.equal([first]);
    site.clock.advance(2 * MINUTE);
    await waitlist.advanceWaitlists();
    await waitlist.advanceWaitlists();
    expect(told).to.deep.equal([first, second]);
    site.clock.advance(31 * MINUTE);
    await waitlist.advanceWaitlists();
    expect(told).to.deep.equal([first, second, third]);
    site.clock.advance(31 * MINUTE);
    await waitlist.advanceWaitlists();
    expect(told).to.have.length(3);
  });

  it('go to as many people as seats are free', async () => {
    const [first, second] = [await newWaiter(), await newWaiter(), await newWaiter()];
    await release();
    await release();
    expect(told).to.deep.equal([first, second]);
  });

  it('go to one person only when many processes look at once', async () => {
    const first = await newWaiter();
    await newWaiter();
    await site.services.seats.releaseSeat({ slotId: slot.id, paymentId: holders[0]!.paymentId });
    await Promise.all(Array.from({ length: 10 }, () => waitlist.offerFreeSeats(slot.id)));
    expect(new Set(told)).to.deep.equal(new Set([first]));
  });

  it('go to the next at once when the person with the offer leaves the list', async () => {
    const [first, second] = [await newWaiter(), await newWaiter()];
    await release();
    await waitlist.leave(slot.id, first);
    expect(told).to.deep.equal([first, second]);
  });

  it('hold no seat: an overtaken person keeps the place, and one whose offer ends goes to the end', async () => {
    const [first, second, third] = [await newWaiter(), await newWaiter(), await newWaiter()];
    await release();
    site.clock.advance(31 * MINUTE);
    await waitlist.advanceWaitlists();
    expect(told).to.deep.equal([first, second]);
    await takeSeat();
    await waitlist.advanceWaitlists();
    const places = await Promise.all([first, second, third].map((id) => waitlist.position(slot.id, id)));
    expect(places).to.deep.equal([3, 1, 2]);
  });

  it('end for a person who has booked', async () => {
    const [first, second] = [await newWaiter(), await newWaiter()];
    await release();
    await takeSeat(first);
    await site.services.bookingEvents.drain();
    expect(await waitlist.position(slot.id, first)).to.equal(undefined);
    expect(await waitlist.position(slot.id, second)).to.equal(1);
  });

  it('are told again after a failure, until the notifier accepts them', async () => {
    const first = await newWaiter();
    fails = true;
    await release().catch(() => undefined);
    expect(told).to.deep.equal([]);
    fails = false;
    await waitlist.advanceWaitlists();
    await waitlist.advanceWaitlists();
    expect(told).to.deep.equal([first]);
  });
});
