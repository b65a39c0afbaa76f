import type { Clock } from '../../shared/clock.ts';
import type { FieldErrors } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import { formatMoment } from '../../web/session-time.ts';
import type { NewTimeSlot, SessionType, SlotEditingRepository, TimeSlot } from '../slots/index.ts';
import type { MentorAvailability } from './mentor-availability.ts';
import { occurrencesOf } from './occurrences.ts';
import type { NewSlotFields } from './slot-form.schema.ts';

export interface SlotOwner {
  readonly id: string;
  /** IANA name, for forms that name no zone. */
  readonly timeZone: string;
}

export type Publication =
  | { readonly kind: 'published'; readonly slotIds: readonly [string, ...string[]] }
  | { readonly kind: 'refused'; readonly errors: FieldErrors };

/** Opens sessions for sale, one or a series. */
export class SlotPublishing {
  constructor(
    private readonly editing: SlotEditingRepository,
    private readonly availability: MentorAvailability,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  async publish(owner: SlotOwner, fields: NewSlotFields): Promise<Publication> {
    const { repeat = 'none', repeatCount = 1, ...slot } = fields;
    const timeZone = fields.timeZone ?? owner.timeZone;
    const found = occurrencesOf({ startsAt: fields.startsAt, timeZone, repeat, count: repeatCount });
    if (found.kind === 'missing') return refuseStart(missingTimeMessage(found.localTime, timeZone));
    if (found.starts[0] <= this.clock.now()) return refuseStart(PAST);
    const offer = { ...slot, mentorId: owner.id, timeZone, ...withDefaults(slot) };
    return this.insertAll(
      owner.id,
      found.starts.map((scheduledAt) => ({ ...offer, id: this.editing.newSlotId(), scheduledAt })),
    );
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
    if (reservation.kind === 'taken') return refuseStart(overlapMessage(reservation.by));
    await this.editing.insertMany(slots);
    const [first = '', ...others] = slots.map(({ id }) => id);
    this.logger.info({ mentorId, slotId: first, count: slots.length }, 'slot.published');
    return { kind: 'published', slotIds: [first, ...others] };
  }
}

export const PAST = 'The session would start in the past: choose a later time.';

export function missingTimeMessage(localTime: string, timeZone: string): string {
  const [date = '', time = ''] = localTime.split('T');
  return `On ${date} there is no ${time} in ${timeZone}: clocks are put forward over it. Choose another time.`;
}

export function overlapMessage(other: TimeSlot | undefined): string {
  if (!other) return 'You are saving another session at this time. Reload your sessions and try again.';
  const time = formatMoment(other.scheduledAt, other.timeZone);
  return `This overlaps your session “${other.title}” (${time}, ${other.duration} min).`;
}

/** What the form may leave open. */
function withDefaults({ sessionType, refundPolicy, maxStudents }: NewSlotFields) {
  const usual: SessionType = maxStudents === 1 ? 'one-on-one' : 'group';
  return { sessionType: sessionType ?? usual, refundPolicy: refundPolicy ?? ('flexible' as const) };
}

function refuseStart(message: string): Publication {
  return { kind: 'refused', errors: { startsAt: message } };
}
