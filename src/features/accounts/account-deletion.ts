import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { AuditTrail } from '../audit/index.ts';
import type { SessionBookingRepository } from '../bookings/index.ts';
import { endsAt, type TimeSlotRepository } from '../slots/index.ts';
import type { AccountChangesRepository } from './account-changes.repository.ts';
import type { AccountTokenRepository } from './account-token.repository.ts';
import type { PersonalDataRepository } from './personal-data.repository.ts';

export type Deletion =
  | { readonly kind: 'deleted' }
  /** The number of future sessions that the person has booked, and gives. */
  | { readonly kind: 'blocked'; readonly booked: number; readonly given: number };

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
    private readonly logger: Logger,
  ) {}

  /**
   * Suspends the account first, so that no payment becomes a booking any more, and only then looks for future sessions.
   * It looks at the seats, because they exist before their bookings. If the process is killed in between, the account
   * is disabled and complete: an admin enables it, and the person asks again.
   * @throws DomainError CONFLICT if it is already suspended by another deletion, or disabled by an admin
   */
  async delete(userId: string): Promise<Deletion> {
    const { accountChanges, accountTokens, personalData, auditTrail, logger } = this;
    if (!(await accountChanges.suspend(userId))) throw new DomainError('CONFLICT');
    const [booked, given] = await Promise.all([this.countBooked(userId), this.countGiven(userId)]);
    if (booked + given > 0) {
      await accountChanges.resume(userId);
      return { kind: 'blocked', booked, given };
    }
    await personalData.erase(userId);
    await accountTokens.removeOfUser(userId);
    await accountChanges.erase(userId);
    await auditTrail.record({
      actorId: userId,
      action: 'account.deleted',
      object: { kind: 'user', id: userId },
    });
    logger.info({ userId }, 'account.deleted');
    return { kind: 'deleted' };
  }

  private async countBooked(userId: string): Promise<number> {
    const now = this.clock.now();
    const [bookings, heldIds] = await Promise.all([
      this.bookings.listOfUser(userId),
      this.slots.listHeldBookingIds(userId, now),
    ]);
    const cancelledIds = new Set(bookings.filter(({ status }) => status === 'CANCELLED').map(({ id }) => id));
    const aheadIds = bookings.filter((booking) => endsAt(booking) > now).map(({ id }) => id);
    return [...new Set([...aheadIds, ...heldIds])].filter((id) => !cancelledIds.has(id)).length;
  }

  private async countGiven(userId: string): Promise<number> {
    const now = this.clock.now();
    return (await this.slots.listOpenOfMentor(userId, now)).length;
  }
}
