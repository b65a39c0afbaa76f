import type { Clock } from '../../shared/clock.ts';
import type { FieldErrors } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import { addDays, type LocalTime, toLocalDay, toMoment } from '../../shared/zoned-time.ts';
import {
  fitsSessionType,
  isTooFarAhead,
  type NewTimeSlot,
  type SessionType,
  type SlotEditingRepository,
} from '../slots/index.ts';
import type { MentorAvailability } from './mentor-availability.ts';
import { type NewSlotFields, type Repetition, slotMessages } from './slot-form.schema.ts';

export interface Series {
  readonly startsAt: LocalTime;
  readonly timeZone: string;
  readonly repeat: Repetition;
  /** The number of sessions. */
  readonly count: number;
}

export type Occurrences =
  | { readonly kind: 'found'; readonly starts: readonly [Date, ...Date[]] }
  /** This local time does not exist, because clocks are put forward. */
  | { readonly kind: 'missing'; readonly localTime: LocalTime };

const DAYS_BETWEEN: Readonly<Record<Repetition, number>> = { none: 0, daily: 1, weekly: 7 };

/** The starts of a series: the same local time each day or week, across clock changes. */
export function occurrencesOf({ startsAt, timeZone, repeat, count }: Series): Occurrences {
  const starts: Date[] = [];
  for (let index = 0; index < (repeat === 'none' ? 1 : count); index += 1) {
    const localTime = addDays(startsAt, index * DAYS_BETWEEN[repeat]);
    const start = toMoment(localTime, timeZone);
    if (!start) return { kind: 'missing', localTime };
    starts.push(start);
  }
  const [first, ...others] = starts;
  if (!first) throw new RangeError('A series has at least one session.');
  return { kind: 'found', starts: [first, ...others] };
}

export interface SlotOwner {
  readonly id: string;
  /** IANA name, for forms without a zone. */
  readonly timeZone: string;
}

export type Publication =
  | { readonly kind: 'published'; readonly slotIds: readonly [string, ...string[]] }
  | { readonly kind: 'refused'; readonly errors: FieldErrors };

/** Publishes a session or a series. */
export class SlotPublishing {
  constructor(
    private readonly editing: SlotEditingRepository,
    private readonly availability: MentorAvailability,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  async publish(owner: SlotOwner, fields: NewSlotFields): Promise<Publication> {
    const { repeat = 'none', repeatCount = 1, skip, ...slot } = fields;
    const timeZone = fields.timeZone ?? owner.timeZone;
    const found = occurrencesOf({ startsAt: fields.startsAt, timeZone, repeat, count: repeatCount });
    if (found.kind === 'missing') return refuseStart(slotMessages.missingTime(found.localTime, timeZone));
    const starts = found.starts.filter(
      (start) => found.starts.length === 1 || !skip.includes(toLocalDay(start, timeZone)),
    );
    const refusal = this.refuseStarts(starts);
    if (refusal) return refusal;
    const kind = withDefaults(slot);
    if (!fitsSessionType({ ...slot, ...kind })) {
      return { kind: 'refused', errors: { maxStudents: slotMessages.oneSeat } };
    }
    const offer = { ...slot, mentorId: owner.id, timeZone, ...kind };
    return this.insertAll(
      owner.id,
      starts.map((scheduledAt) => ({ ...offer, id: this.editing.newSlotId(), scheduledAt })),
    );
  }

  private refuseStarts([first, ...others]: readonly Date[]): Publication | undefined {
    const now = this.clock.now();
    if (!first) return { kind: 'refused', errors: { repeatCount: slotMessages.allSkipped } };
    if (first <= now) return refuseStart(slotMessages.past);
    if (isTooFarAhead(first, now)) return refuseStart(slotMessages.tooFarAhead);
    if (!others.some((start) => isTooFarAhead(start, now))) return undefined;
    return { kind: 'refused', errors: { repeatCount: slotMessages.seriesTooLong } };
  }

  private async insertAll(
    mentorId: string,
    slots: readonly (NewTimeSlot & { readonly id: string })[],
  ): Promise<Publication> {
    const times = slots.map(({ id, scheduledAt, duration }) => ({
      slotId: id,
      from: scheduledAt,
      to: new Date(scheduledAt.getTime() + duration * 60_000),
    }));
    const reservation = await this.availability.reserve(mentorId, times);
    if (reservation.kind !== 'reserved')
      return refuseStart(slotMessages.notReserved(reservation, this.clock.now()));
    await this.editing.insertMany(slots);
    const [first = '', ...others] = slots.map(({ id }) => id);
    this.logger.info({ mentorId, slotId: first, count: slots.length }, 'slot.published');
    return { kind: 'published', slotIds: [first, ...others] };
  }
}

/** Fills in the optional fields. */
function withDefaults({
  sessionType,
  refundPolicy,
  maxStudents,
}: Pick<NewSlotFields, 'sessionType' | 'refundPolicy' | 'maxStudents'>) {
  const usual: SessionType = maxStudents === 1 ? 'one-on-one' : 'group';
  return { sessionType: sessionType ?? usual, refundPolicy: refundPolicy ?? ('flexible' as const) };
}

function refuseStart(message: string): Publication {
  return { kind: 'refused', errors: { startsAt: message } };
}
