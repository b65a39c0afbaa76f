import type { Paise } from '../../shared/money.ts';
import type { RefundPercent, RefundPolicy } from '../../shared/refund-policy.ts';
import type { RefundMoments, RefundStage } from '../../web/partials.page.ts';
import { formatMoment, formatToday } from '../../web/session-time.ts';
import { bounds, FIRST_HOUR_MS, FIRST_HOUR_NOTICE_MS, MIN_REFUND, tiers } from './refund-policy.ts';

/** A session, before or after the payment, for which the terms are shown. */
export interface RefundTermsCase {
  readonly policy: RefundPolicy;
  readonly scheduledAt: Date;
  /** The price, or the amount paid. */
  readonly paid: Paise;
  readonly now: Date;
  /** IANA name of the reader's zone. */
  readonly viewerZone: string;
  /** Undefined before the payment. */
  readonly bookedAt?: Date | undefined;
  /** False if the reader has used the first hour in this session before. */
  readonly hasFirstHour: boolean;
  /** The most that a cancellation gives after rescheduling. */
  readonly mostPercent?: RefundPercent | undefined;
  /** The mentor has changed the time, and the user has not agreed yet. */
  readonly isMovedByMentor?: boolean;
}

const HOUR_MS = 3_600_000;
const labels = { full: 'Full refund', half: 'Half back', none: 'No refund' } as const;

/** What comes back until when, in the reader's zone. */
export function toRefundMoments(terms: RefundTermsCase): RefundMoments {
  const stages = stagesOf(terms);
  const firstHour = firstHourOf(terms);
  const [best] = stages;
  return {
    stages: best ? [...stages, { share: 'none', label: labels.none, when: 'after that' }] : [],
    firstHour,
    warning: best ? null : firstHour ? `${firstHour} After that, nothing comes back.` : withoutRefund(terms),
    bound: bounds[terms.mostPercent ?? 100][0] ?? null,
  };
}

function stagesOf(terms: RefundTermsCase): readonly RefundStage[] {
  const { now, viewerZone } = terms;
  if (terms.isMovedByMentor) {
    return [{ share: 'full', label: labels.full, when: 'until you agree to the new time' }];
  }
  return momentsOf(terms)
    .filter(({ until }) => until >= now)
    .map(({ share, until }) => ({
      share,
      label: labels[share],
      when: `until ${formatMoment(until, viewerZone, now)}`,
    }));
}

/** The steps of the policy as moments. If a limit makes two steps equal, the later one is kept. */
function momentsOf({ policy, scheduledAt, paid, mostPercent = 100 }: RefundTermsCase) {
  const moments = new Map<'full' | 'half', Date>();
  for (const { hoursBefore, percent } of tiers[policy]) {
    const bound = percent < mostPercent ? percent : mostPercent;
    if (Math.floor((paid * bound) / 100) < MIN_REFUND) continue;
    moments.set(bound === 100 ? 'full' : 'half', new Date(scheduledAt.getTime() - hoursBefore * HOUR_MS));
  }
  return [...moments].map(([share, until]) => ({ share, until }));
}

/** The first hour, if it still runs and gives more than the policy. */
function firstHourOf(terms: RefundTermsCase): string | null {
  const { scheduledAt, bookedAt, now, viewerZone, hasFirstHour, mostPercent = 100 } = terms;
  if (!hasFirstHour || mostPercent === 0 || terms.isMovedByMentor) return null;
  const share = mostPercent === 100 ? 'full' : 'half';
  const hourEnds = (bookedAt ?? now).getTime() + FIRST_HOUR_MS;
  const limit = scheduledAt.getTime() - FIRST_HOUR_NOTICE_MS;
  const ends = new Date(Math.min(hourEnds, limit));
  const until = momentsOf(terms).find((moment) => moment.share === share)?.until;
  if (ends < now || (until && until >= ends)) return null;
  if (!bookedAt && hourEnds <= limit) return 'Full refund if you cancel within an hour of booking.';
  return `${labels[share]} if you cancel before ${formatToday(ends, viewerZone, now)}.`;
}

function withoutRefund({ bookedAt }: RefundTermsCase): string {
  return bookedAt
    ? 'Nothing comes back if you cancel now.'
    : 'Once you have paid, nothing comes back if you cancel.';
}
