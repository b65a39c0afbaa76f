import { formatInr } from '../../shared/money.ts';
import { formatMoment } from '../../web/session-time.ts';
import type { SiteMessage } from '../../web/site.page.ts';
import { summariseRefundPolicy } from '../refunds/index.ts';
import { type SeatRefusal, type TimeSlot, whyClosed } from '../slots/index.ts';
import { amountOf, type OrderedBooking } from './pending-booking.ts';

/** An offer that is no longer valid, or could not be made. */
export interface ChangedOffer {
  /** Why there is no seat; undefined if only the terms have changed. */
  readonly refusal: SeatRefusal | undefined;
  readonly slot: TimeSlot;
  readonly note: string;
  /** The offer; undefined if there was none yet. */
  readonly draft?: OrderedBooking;
  /** IANA name of the reader's zone. */
  readonly viewerZone: string;
  readonly now: Date;
}

export const UNPAID = 'You have not paid.';

/**
 * A message above the slot page: what has changed, and the note that was typed. If the slot can still be booked, the
 * form contains the note instead.
 */
export function toChangedMessage(offer: ChangedOffer): SiteMessage {
  const { refusal, slot, note, draft, now } = offer;
  const isOver = slot.status === 'cancelled' || slot.scheduledAt <= now;
  const changes = draft && !isOver ? changesOf(slot, draft, offer) : [];
  return {
    role: 'alert',
    lead: changes.length > 0 ? 'The mentor has changed this session.' : describe(refusal, offer),
    text: [...changes, ...(changes.length > 0 ? [consequences[refusal ?? 'NONE']] : []), UNPAID].join(' '),
    ...(refusal && note !== '' && { typed: note }),
  };
}

const consequences = {
  NONE: 'You can book it as it is now.',
  SLOT_CLOSED: 'It is not on sale at present.',
  ALREADY_BOOKED: 'You already hold a seat in it.',
  SLOT_FULL: 'It is fully booked by now.',
} as const;

function describe(refusal: SeatRefusal | undefined, { slot, now }: ChangedOffer): string {
  switch (refusal) {
    case 'SLOT_FULL':
      return 'This session is fully booked by now.';
    case 'ALREADY_BOOKED':
      return 'You already hold a seat in this session.';
    case 'SLOT_CLOSED':
    case undefined:
      return whyClosed(slot, now);
  }
}

function changesOf(slot: TimeSlot, draft: OrderedBooking, { viewerZone, now }: Reading): readonly string[] {
  const was = { start: new Date(draft.scheduledAt), price: amountOf(draft) };
  const policyOf = (policy: TimeSlot['refundPolicy']) => summariseRefundPolicy(policy).name.toLowerCase();
  const moment = (at: Date) => formatMoment(at, viewerZone, now);
  return [
    ...(was.start.getTime() === slot.scheduledAt.getTime()
      ? []
      : [`It was to start ${moment(was.start)}, and now starts ${moment(slot.scheduledAt)}.`]),
    ...(draft.duration === slot.duration
      ? []
      : [`It was ${draft.duration} minutes long, and is now ${slot.duration} minutes.`]),
    ...(was.price === slot.price
      ? []
      : [`It was ${formatInr(was.price)}, and is now ${formatInr(slot.price)}.`]),
    ...(draft.refundPolicy === slot.refundPolicy
      ? []
      : [
          `Its refund policy was ${policyOf(draft.refundPolicy)}, and is now ${policyOf(slot.refundPolicy)}.`,
        ]),
  ];
}

type Reading = Pick<ChangedOffer, 'viewerZone' | 'now'>;
