import { expect } from 'chai';
import { toRefundMail } from '../../../src/features/notifications/refund-mails.ts';
import type { Refund } from '../../../src/features/refunds/refund.ts';
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
const mailOf = (changes: Partial<Refund>, paid = toPaise(74_950)) =>
  toRefundMail('refund-processed', { refund: { ...refund, ...changes }, title: 'One', paid, user, site });

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

  it('offers to follow a refund only while it is on its way', () => {
    expect(mailOf({}).action?.text).to.equal('View your bookings');
    expect(mailOf({ status: 'REQUESTED' }).action?.text).to.equal('Follow the refund');
  });
});
