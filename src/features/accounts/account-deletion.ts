import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import type { AuditTrail } from '../audit/index.ts';
import type { SessionBooking, SessionBookingRepository } from '../bookings/index.ts';
import { endsAt, type TimeSlot, type TimeSlotRepository } from '../slots/index.ts';
import type { AccountChangesRepository } from './account-changes.repository.ts';
import type { AccountTokenRepository } from './account-token.repository.ts';
import type { PersonalDataRepository } from './personal-data.repository.ts';

export type Deletion =
  { readonly kind: 'deleted' } | { readonly kind: 'blocked'; readonly obstacles: Obstacles };

/** What is still to come for a person, so that the account must stay. */
export interface Obstacles {
  readonly bookings: readonly { readonly booking: SessionBooking; readonly title: string }[];
  /** Seats whose booking is about to be written. */
  readonly unconfirmed: number;
  /** The person's own sessions. */
  readonly slots: readonly TimeSlot[];
}

/** Removes a person from the site. Bookings, payments and refunds stay, as records of a person without a name. */
export class AccountDeletion {
  constructor(
    private readonly accountChanges: AccountChangesRepository,
    private readonly accountTokens: AccountTokenRepository,
    private readonly personalData: PersonalDataRepository,
    private readonly bookings: SessionBookingRepository,
    private readonly slots: TimeSlotRepository,
    private readonly auditTrail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Suspends the account first, so that no payment becomes a booking any more, and only then looks for future sessions.
   * It looks at the seats, because they exist before their bookings. If the process is killed in between, the account
   * is disabled and complete: an admin enables it, and the person asks again.
   * @throws DomainError CONFLICT if it is already suspended by another deletion, or disabled by an admin
   */
  async delete(userId: string): Promise<Deletion> {
    const { accountChanges, accountTokens, personalData, auditTrail } = this;
    if (!(await accountChanges.suspend(userId))) throw new DomainError('CONFLICT');
    const obstacles = await this.findObstacles(userId);
    const { bookings, unconfirmed, slots } = obstacles;
    if (bookings.length + unconfirmed + slots.length > 0) {
      await accountChanges.resume(userId);
      return { kind: 'blocked', obstacles };
    }
    await personalData.erase(userId);
    await accountTokens.removeOfUser(userId);
    await accountChanges.erase(userId);
    await auditTrail.recordOwn(userId, 'account.deleted');
    return { kind: 'deleted' };
  }

  async findObstacles(userId: string): Promise<Obstacles> {
    const now = this.clock.now();
    const [all, heldIds, slots] = await Promise.all([
      this.bookings.listOfUser(userId),
      this.slots.listHeldBookingIds(userId, now),
      this.slots.listOpenOfMentor(userId, now),
    ]);
    const held = new Set(heldIds);
    const ahead = all.filter(
      (booking) => booking.status !== 'CANCELLED' && (endsAt(booking) > now || held.has(booking.id)),
    );
    const known = new Set(all.map(({ id }) => id));
    const bookedSlots = await this.slots.findMany(ahead.map(({ timeSlotId }) => timeSlotId));
    return {
      bookings: ahead.map((booking) => ({
        booking,
        title: bookedSlots.get(booking.timeSlotId)?.title ?? 'A session',
      })),
      unconfirmed: [...held].filter((id) => !known.has(id)).length,
      slots,
    };
  }
}
