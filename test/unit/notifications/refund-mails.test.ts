import { expect } from 'chai';
import { toRefundMail } from '../../../src/features/notifications/refund-mails.ts';
import type { Refund } from '../../../src/features/refunds/refund.ts';
import type { SlotMentor, TimeSlot } from '../../../src/features/slots/index.ts';
import { toPaise } from '../../../src/shared/money.ts';

const at = new Date('2026-11-28T09:00:00Z');
const refund: Refund = {
  paymentId: 'pay_1',
  orderId: 'order_1',
  bookingId: 'session_1',
  userId: 'user',
  timeSlotId: 'slot',
  amount: toPaise(37_475),
  currency: 'INR',
  reason: 'USER_CANCELLED',
  status: 'PROCESSED',
  refundId: 'rfnd_1',
  attempts: 1,
  generation: 0,
  speed: 'normal',
  isRefusedForGood: false,
  requestAmount: undefined,
  nextAttemptAt: at,
  arn: undefined,
  lastError: undefined,
  createdAt: at,
  requestedAt: at,
  processedAt: at,
  failedAt: undefined,
};
const user = {
  id: 'user',
  name: 'Asha',
  email: 'asha@example.com',
  roles: ['user' as const],
  timeZone: 'Asia/Kolkata',
  phone: '',
  isEmailVerified: true,
};
const site = { baseUrl: 'https://sureslot.example', supportEmail: 'help@sureslot.example' };
const slot = {
  id: 'slot',
  title: 'One',
  scheduledAt: new Date('2026-12-03T05:30:00Z'),
  duration: 60,
  timeZone: 'Asia/Kolkata',
} as unknown as TimeSlot;
const mentor = { id: 'mentor', name: 'Meera Iyer', handle: 'meera', photo: null } as unknown as SlotMentor;
const session = { slot, mentor, booking: undefined };
const now = at;
const mailOf = (changes: Partial<Refund>, paid = toPaise(74_950)) =>
  toRefundMail('refund-processed', { refund: { ...refund, ...changes }, session, paid, user, site, now });

describe('The mail that a refund is paid back', () => {
  it('names the amount of which half is refunded, and the reason', () => {
    expect(mailOf({}).paragraphs[0]).to.equal(
      'You cancelled the booking. Under its refund terms, half of the ₹749.50 that you paid goes back.',
    );
  });

  it('mentions no share if all is refunded or somebody else cancelled', () => {
    expect(mailOf({ amount: toPaise(74_950) }).paragraphs[0]).to.equal('You cancelled the booking.');
    expect(mailOf({ reason: 'EXTERNAL' }).paragraphs[0]).to.not.include('half');
  });

  it('shows the ticket with the mentor and the amount, and the ids only at the end', () => {
    const { session: ticket, facts, notes } = mailOf({});
    expect(ticket).to.include({ title: 'One', about: 'with Meera Iyer', isOff: true });
    expect(ticket?.time.date).to.include('3 Dec');
    expect(facts.map(({ label, value }) => `${label}: ${value}`)).to.deep.equal([
      'Refund: ₹374.75 of ₹749.50',
      'Paid back on: Sat 28 Nov, 2:30 pm IST',
      'In your account: within 7 working days of that',
    ]);
    expect(notes).to.deep.equal(['Refund rfnd_1 · Payment pay_1']);
    expect(mailOf({ reason: 'ALREADY_BOOKED' }).session?.isOff).to.equal(false);
  });

  it('names the sum that went back, never “it”', () => {
    expect(mailOf({ amount: toPaise(95_000), reason: 'MENTOR_CANCELLED' }).paragraphs[1]).to.match(
      /^Your ₹950 went back the way you paid\./,
    );
  });

  it('leads from a full session to its other dates and its waiting list', () => {
    const full = (status: string) =>
      toRefundMail('refund-processed', {
        refund: { ...refund, reason: 'SLOT_FULL' },
        session: { ...session, slot: { ...slot, status } as TimeSlot },
        paid: undefined,
        user,
        site,
        now,
      });
    expect(full('open').action).to.deep.equal({
      text: 'Other dates and the waiting list',
      url: 'https://sureslot.example/slots/slot',
    });
    expect(full('open').links.map(({ text }) => text)).to.deep.equal(['View your bookings']);
    expect(full('cancelled').action?.text).to.equal('View your bookings');
  });

  it('promises no day for a refund that failed', () => {
    const { facts } = mailOf({ status: 'FAILED', processedAt: undefined });
    expect(facts.map(({ label }) => label)).to.deep.equal(['Refund']);
  });

  it('offers to follow a refund only while it is on its way', () => {
    expect(mailOf({}).action?.text).to.equal('View your bookings');
    expect(mailOf({ status: 'REQUESTED' }).action?.text).to.equal('Follow the refund');
  });
});
