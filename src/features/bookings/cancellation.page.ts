import { paths } from '../../paths.ts';
import { formatInr } from '../../shared/money.ts';
import { toMentorLink } from '../../web/face.ts';
import { view } from '../../web/page-renderer.ts';
import type { FormModel, RefundMoments } from '../../web/partials.page.ts';
import { describeTimeUntil, toSessionTime } from '../../web/session-time.ts';
import { isWithinFirstHour } from '../refunds/index.ts';
import { chooseMonth, type SlotMentor, type TimeSlot, topicArt, toMonth } from '../slots/index.ts';
import { refundMomentsOf } from './booking-presenter.ts';
import type { CancellationQuote } from './cancel-booking.ts';
import { isMoveOfferOpen, type SessionBooking } from './session-booking.ts';

/** A booking as both pages show it. */
export interface ShownBooking {
  readonly booking: SessionBooking;
  readonly slot: TimeSlot;
  readonly mentor: SlotMentor;
  /** IANA name of the reader's zone. */
  readonly viewerZone: string;
}

export interface Quoted {
  readonly quote: CancellationQuote;
  readonly now: Date;
  readonly formError: string | null;
}

export function toCancelPage(shown: ShownBooking, { quote, now, formError }: Quoted) {
  const { booking, viewerZone } = shown;
  const { refundAmount } = quote;
  const refundTerms = refundMomentsOf(quote, viewerZone, now);
  return {
    ...toFacts(shown, now),
    /** What was paid. */
    amount: formatInr(booking.amount),
    refundAmount: formatInr(refundAmount),
    /** Posted back as `refundAmount`, in paise, so that nobody gets less than they agreed to. */
    refundPaise: String(refundAmount),
    /** Why it is this amount, as a sentence. */
    explanation: explain(quote, { now, viewerZone, refundTerms }),
    refundTerms,
    /** Set if the amount has fallen since the page was shown. */
    formError,
  };
}

export interface RescheduleParts {
  readonly choices: readonly TimeSlot[];
  readonly quote: CancellationQuote;
  readonly form: FormModel;
  /** As in the address. */
  readonly askedMonth: unknown;
  readonly now: Date;
}

export function toReschedulePage(shown: ShownBooking, { quote, form, ...parts }: RescheduleParts) {
  return {
    ...toFacts(shown, parts.now),
    /** Sessions of the same mentor and price with a free seat; null if there is none. */
    month: parts.choices.length === 0 ? null : toMonthOfChoices(shown, { form, ...parts }),
    /** What a cancellation gives now and after rescheduling, as sentences. */
    afterMoving: explainMove(quote),
    /** Posted back as `refundAmount`, in paise: what a cancellation gives now. */
    refundPaise: String(quote.refundAmount),
    /** `slotId`. */
    form,
  };
}

/** The month of the request; otherwise the month of the chosen session, or of the first one. */
function toMonthOfChoices(
  { booking, viewerZone }: ShownBooking,
  { choices, form, askedMonth, now }: Omit<RescheduleParts, 'quote'>,
) {
  const reader = { viewerZone, now };
  const chosen = choices.filter(({ id }) => id === form.values.slotId);
  return toMonth({
    ...reader,
    ...chooseMonth(askedMonth, [...chosen, ...choices], reader),
    slots: choices,
    upcoming: choices,
    hrefOf: (month) => `${paths.rescheduleBooking(booking.id)}?month=${month}#month`,
  });
}

function toFacts({ booking, slot, mentor, viewerZone }: ShownBooking, now: Date) {
  const { scheduledAt, duration } = booking;
  return {
    bookingId: booking.id,
    title: slot.title,
    art: topicArt(slot),
    mentor: toMentorLink(mentor),
    time: toSessionTime({ scheduledAt, duration, mentorZone: slot.timeZone, viewerZone, now }),
  };
}

const shares = { 100: 'all of it is', 50: 'half of it is' } as const;

interface Explained {
  readonly now: Date;
  readonly viewerZone: string;
  readonly refundTerms: RefundMoments;
}

/** Explains the amount, and until when a cancellation gives all of it back. */
function explain(quote: CancellationQuote, { now, viewerZone, refundTerms }: Explained): string {
  const { booking, percent, refundAmount } = quote;
  if (isMoveOfferOpen(booking, now)) {
    return 'The mentor has moved this session to another time, so all of it is paid back.';
  }
  const start = `The session starts ${describeTimeUntil(booking.scheduledAt, now, viewerZone)}`;
  if (percent === 0) return `${start}, and nothing is paid back any more.${explainLimit(quote, now)}`;
  if (booking.paymentStatus === 'PARTIALLY_REFUNDED') {
    return `${start}, so ${shares[percent]} paid back; what went back before is part of that.`;
  }
  if (refundAmount === 0) return `${start}, but a refund of less than ₹1 cannot be paid.`;
  const full = refundTerms.stages.find(({ share }) => share === 'full');
  if (percent === 100 && full) return `${start}. All of it is paid back ${full.when}.`;
  const { firstHour } = refundTerms;
  if (percent === 100 && firstHour) {
    return `${start}. You booked less than an hour ago: ${firstHour.charAt(0).toLowerCase()}${firstHour.slice(1)}`;
  }
  return `${start}, so ${shares[percent]} paid back.${explainLimit(quote, now)}`;
}

function explainLimit({ booking, percent, hasFirstHour }: CancellationQuote, now: Date): string {
  const { mostRefundPercent = 100 } = booking;
  if (mostRefundPercent < 100) return ' You moved this booking before, which never raises what goes back.';
  const isSecondHour = !hasFirstHour && percent < 100 && isWithinFirstHour({ ...booking, now });
  return isSecondHour
    ? ' You have cancelled this session within an hour of booking before: all of it is paid back for that only once.'
    : '';
}

/** How rescheduling affects a later cancellation. Shown before, because it cannot be undone. */
function explainMove({ percent, refundAmount }: CancellationQuote): string {
  switch (percent) {
    case 100:
      return `If you cancelled now, you would get ${formatInr(refundAmount)} back. After the move the refund policy counts from the new start.`;
    case 50:
      return `If you cancelled now, you would get ${formatInr(refundAmount)} back, half of what you paid. A move does not raise that: cancelling after it gives half at most, however far away the new time is.`;
    case 0:
      return 'If you cancelled now, nothing would be paid back any more. A move does not change that: cancelling after it gives nothing back, however far away the new time is.';
  }
}

export type CancelPage = ReturnType<typeof toCancelPage>;
export type ReschedulePage = ReturnType<typeof toReschedulePage>;

export const cancelView = view<CancelPage>('bookings/cancel');
export const rescheduleView = view<ReschedulePage>('bookings/reschedule');
