import { expect } from 'chai';
import { toChapters } from '../../../src/features/admin/payment-chapters.ts';
import type { Canceller } from '../../../src/features/bookings/index.ts';
import type { PaymentStory } from '../../../src/features/admin/payment-story.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 29, 6, 0, second));

function event(eventId: string, note: string, { received, handled }: { received: number; handled: number }) {
  return { eventId, event: eventId, note, receivedAt: at(received), handledAt: at(handled) };
}

function storyOf(webhooks: readonly object[], decidedAt: Date): PaymentStory {
  const nothing = {
    booking: null,
    slot: null,
    refund: null,
    releasedSeats: [],
    mails: [],
    acts: [],
    tries: [],
  };
  const decision = { decidedAt, outcome: 'BOOKED' };
  return { ...nothing, atRazorpay: 'away', webhooks, decision } as unknown as PaymentStory;
}

const badgesOf = (story: PaymentStory) =>
  toChapters(story).flatMap(({ title, badge }) => (badge ? [[title.split(': ')[1], badge.text]] : []));

describe('the webhooks in the story of a payment', () => {
  const events = [
    event('order.paid', 'booked', { received: 1, handled: 5 }),
    event('payment.captured', 'booked', { received: 2, handled: 4 }),
    event('payment.failed', 'failed', { received: 0, handled: 1 }),
  ];

  it('have the decision only at the one that caused it', () => {
    expect(badgesOf(storyOf(events, at(3)))).to.deep.equal([
      ['Payment failed', 'Payment failed'],
      ['Payment captured', 'Seat given'],
    ]);
  });

  it('have no decision if the browser was first', () => {
    expect(badgesOf(storyOf(events, at(0)))).to.deep.equal([['Payment failed', 'Payment failed']]);
  });
});

describe('the cancellation in the story of a payment', () => {
  const titleFor = (by: Canceller) =>
    toChapters({
      ...storyOf([], at(3)),
      booking: { createdAt: at(4), cancellation: { by, at: at(5), refundAmount: 49_900 } },
    } as unknown as PaymentStory).find(({ title }) => title.startsWith('Cancelled'))?.title;

  it('says who cancelled, also if an operator refunded the payment at Razorpay', () => {
    expect((['user', 'mentor', 'external'] as const).map(titleFor)).to.deep.equal([
      'Cancelled by the attendee',
      'Cancelled by the mentor or an admin',
      'Cancelled by a refund at Razorpay',
    ]);
  });
});

describe('the mails in the story of a payment', () => {
  const waiting = (kind: string) => ({
    mail: { kind },
    status: 'WAITING',
    createdAt: at(4),
    nextAttemptAt: at(9),
  });
  const titlesOf = (bookingStatus: string) =>
    toChapters({
      ...storyOf([], at(3)),
      booking: { status: bookingStatus },
      mails: [waiting('reminder-day'), waiting('cancelled')],
    } as unknown as PaymentStory).flatMap(({ title }) =>
      title.includes('mail') ? [title.split(':')[0]] : [],
    );

  it('do not promise a reminder of a cancelled booking', () => {
    expect(titlesOf('SCHEDULED')).to.deep.equal(['A mail waits', 'A mail waits']);
    expect(titlesOf('CANCELLED')).to.have.members(['No mail', 'A mail waits']);
  });
});
