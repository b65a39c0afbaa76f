import { isDuplicateKey, isText } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { isObjectId } from '../../shared/ids.ts';
import { storedZone } from '../../shared/zoned-time.ts';
import { IN_USE, type UserModel } from './user.model.ts';
import type { AccountDetails } from './user.ts';

/** An account as it was when something was asked for. */
export interface AccountState {
  readonly email: string;
  /** Counted up with each new password and address. */
  readonly sessionEpoch: number;
}

/** What people change about their own account; each is one conditional write. */
export class AccountChangesRepository {
  constructor(
    private readonly users: UserModel,
    private readonly clock: Clock,
  ) {}

  /** Replaces the details that were seen. False when they have changed since. */
  async saveDetails(id: string, seen: AccountDetails, details: AccountDetails): Promise<boolean> {
    const { name, timeZone, phone } = details;
    const stored = await this.users.findOne({ _id: id, ...IN_USE }, { timeZone: 1 }).lean();
    // It may be stored by an older name than the one that was seen.
    if (!stored || storedZone(stored.timeZone) !== seen.timeZone) return false;
    const { matchedCount } = await this.users.updateOne(
      { _id: id, ...IN_USE, ...detailsAsStored(seen), timeZone: stored.timeZone ?? null },
      phone === '' ? { $set: { name, timeZone }, $unset: { phone: 1 } } : { $set: { name, timeZone, phone } },
    );
    return matchedCount === 1;
  }

  async saveTimeZone(id: string, timeZone: string): Promise<void> {
    await this.users.updateOne({ _id: id, ...IN_USE }, { $set: { timeZone } });
  }

  async findHash(id: string): Promise<string | undefined> {
    const record = await this.users.findOne({ _id: id, ...IN_USE }, { passwordHash: 1 }).lean();
    return record?.passwordHash;
  }

  /**
   * A new password ends all sessions. False when the account is gone.
   * @param seen changes nothing unless the account is still so
   */
  async changePassword(id: string, passwordHash: string, seen?: AccountState): Promise<boolean> {
    const { modifiedCount } = await this.users.updateOne(
      { _id: id, ...IN_USE, ...(seen && asSeen(seen)) },
      { $set: { passwordHash }, $inc: { sessionEpoch: 1 } },
    );
    return modifiedCount === 1;
  }

  /** Another address has to be confirmed anew, and ends all sessions. */
  async changeEmail(id: string, email: string): Promise<'changed' | 'taken'> {
    try {
      await this.users.updateOne(
        { _id: id, ...IN_USE },
        { $set: { email }, $unset: { emailVerifiedAt: 1 }, $inc: { sessionEpoch: 1 } },
      );
      return 'changed';
    } catch (error) {
      if (isDuplicateKey(error, 'email')) return 'taken';
      throw error;
    }
  }

  /** Notes that the person reads mail to this address. False when the account has another one by now. */
  async markVerified(id: string, email: string): Promise<boolean> {
    const { matchedCount } = await this.users.updateOne(
      { _id: id, email, ...IN_USE },
      { $set: { emailVerifiedAt: this.clock.now() } },
    );
    return matchedCount === 1;
  }

  async endSessions(id: string): Promise<void> {
    await this.users.updateOne({ _id: id, ...IN_USE }, { $inc: { sessionEpoch: 1 } });
  }

  /**
   * Shuts an account for the time of a look; `resume` undoes it. Its sessions are good again after that.
   * False when it is shut already.
   */
  async suspend(id: string): Promise<boolean> {
    const { modifiedCount } = await this.users.updateOne(
      { _id: id, ...IN_USE },
      { $set: { deletingAt: this.clock.now() } },
    );
    return modifiedCount === 1;
  }

  /** What an admin has disabled meanwhile stays so. */
  async resume(id: string): Promise<void> {
    await this.users.updateOne({ _id: id }, { $unset: { deletingAt: 1 } });
  }

  /**
   * Takes everything out of an account that tells who it was. The row stays, because bookings and refunds name it.
   */
  async erase(id: string): Promise<void> {
    const now = this.clock.now();
    await this.users.updateOne(
      { _id: id },
      {
        $set: {
          name: 'Former user',
          // Of a domain that never receives mail, and unlike any other.
          email: `${id}@deleted.invalid`,
          passwordHash: 'none',
          roles: [],
          deletedAt: now,
          disabledAt: now,
        },
        $unset: {
          deletingAt: 1,
          handle: 1,
          headline: 1,
          bio: 1,
          topics: 1,
          phone: 1,
          photoVersion: 1,
          emailVerifiedAt: 1,
        },
        $inc: { sessionEpoch: 1 },
      },
    );
  }
}

function detailsAsStored({ name, phone }: AccountDetails) {
  return { name, phone: phone === '' ? { $in: ['', null] } : phone };
}

function asSeen({ email, sessionEpoch }: AccountState) {
  return { email, sessionEpoch: sessionEpoch === 0 ? { $in: [0, null] } : sessionEpoch };
}

export interface PhotoChange {
  /** False when the account is no mentor's any more, or out of use: nothing was changed. */
  readonly isDone: boolean;
  /** The version that counted before. */
  readonly former: string | undefined;
}

interface Photo {
  readonly userId: string;
  readonly version: string;
}

/** Which version of a mentor's photo counts; the files are elsewhere. */
export class PhotoChanges {
  constructor(private readonly users: UserModel) {}

  async setPhoto(userId: string, photoVersion: string): Promise<PhotoChange> {
    const before = await this.users
      .findOneAndUpdate({ _id: userId, roles: 'mentor', ...IN_USE }, { $set: { photoVersion } })
      .lean();
    return { isDone: before !== null, former: before?.photoVersion };
  }

  async removePhoto(userId: string): Promise<PhotoChange> {
    const before = await this.users
      .findOneAndUpdate({ _id: userId, photoVersion: { $exists: true } }, { $unset: { photoVersion: 1 } })
      .lean();
    return { isDone: before !== null, former: before?.photoVersion };
  }

  /** Of a mentor who has a page. */
  async findByHandle(handle: string): Promise<Photo | undefined> {
    const mentor = await this.users
      .findOne({ handle: isText(handle), roles: 'mentor', ...IN_USE }, { photoVersion: 1 })
      .lean();
    return mentor?.photoVersion ? { userId: String(mentor._id), version: mentor.photoVersion } : undefined;
  }

  async findPhotos(userIds: readonly string[]): Promise<readonly Photo[]> {
    const ids = userIds.filter(isObjectId);
    const found = await this.users
      .find({ _id: { $in: ids }, photoVersion: { $exists: true } }, { photoVersion: 1 })
      .lean();
    return found.map(({ _id, photoVersion = '' }) => ({ userId: String(_id), version: photoVersion }));
  }
}
