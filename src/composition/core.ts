import { AccountService } from '../features/accounts/index.ts';
import {
  CheckoutService,
  CompletePayment,
  PrepareBooking,
  SettlePayment,
  type SettlementListener,
  SettlementListeners,
  VerifyPayment,
} from '../features/booking/index.ts';
import { PayingNow, SlotSearch } from '../features/slots/index.ts';
import { WaitlistService } from '../features/waitlist/index.ts';
import type { Foundation, Told } from './foundation.ts';
import { createRefunds } from './refunds.ts';
import type { Repositories } from './repositories.ts';

/** Who pays at this moment, and who waits for a seat. */
export function createWaiting(
  foundation: Foundation,
  { slots, waitlists, notifications }: Repositories & Told,
) {
  const { clock, logger } = foundation;
  return {
    payingNow: new PayingNow(foundation),
    waitlist: new WaitlistService({ waitlists, slots, notifier: notifications, clock, logger }),
  };
}

export function createCore(foundation: Foundation, repositories: Repositories & Waiting & Told) {
  const { config, clock, logger } = foundation;
  const { payingNow, waitlist } = repositories;
  const { site } = config;
  const listeners: SettlementListener[] = [
    {
      bookingCreated: ({ timeSlotId, userId }) => payingNow.unmark(timeSlotId, userId),
      refundOwed: ({ timeSlotId, userId }) => payingNow.unmark(timeSlotId, userId),
    },
    { bookingCreated: ({ timeSlotId, userId }) => waitlist.seatTaken(timeSlotId, userId) },
    repositories.notifications,
  ];
  const settlementListeners = new SettlementListeners(listeners, logger);
  const accounts = new AccountService({ ...repositories, logger });
  const slotSearch = new SlotSearch({ ...repositories, mentors: accounts, clock });
  const { refunds, handMadeRefunds } = createRefunds(foundation, repositories);
  const parts = { ...foundation, ...repositories, site };
  const completePayment = new CompletePayment({ ...parts, refunds, listeners: settlementListeners });
  const settlePayment = new SettlePayment({
    ...parts,
    completePayment,
    isActiveUser: async (userId) => (await accounts.findById(userId)) !== undefined,
  });
  const isShutOut = async (mentorId: string) =>
    (await accounts.findMentors([mentorId])).some((mentor) => mentor.isShutOut);
  const prepareBooking = new PrepareBooking({ ...parts, settlePayment, isShutOut });
  const checkout = new CheckoutService({ ...parts, prepareBooking, settlePayment, completePayment });
  const verifyPayment = new VerifyPayment({ settlePayment, keySecret: config.razorpay.keySecret });
  return {
    settlementListeners,
    accounts,
    slotSearch,
    refunds,
    handMadeRefunds,
    settlePayment,
    completePayment,
    prepareBooking,
    checkout,
    verifyPayment,
  };
}

export type Waiting = ReturnType<typeof createWaiting>;

export type Core = ReturnType<typeof createCore>;
