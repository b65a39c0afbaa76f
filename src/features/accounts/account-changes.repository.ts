import { isDuplicateKey, isText } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { isObjectId } from '../../shared/ids.ts';
import { storedZone } from '../../shared/zoned-time.ts';
import { fieldsOfName, partsOf, searchFieldsOf } from './account-search.repository.ts';
import { IN_USE, type UserModel } from './user.model.ts';
import type { AccountDetails } from './user.ts';

/** The account when a link or change was asked for. */
export interface AccountState {
  readonly email: string;
  /** Increases with each new password and address. */
  readonly sessionEpoch: number;
}

/** The changes that people make to their own account. Each is one conditional write. */
export class AccountChangesRepository {
  constructor(
    private readonly users: UserModel,
    private readonly clock: Clock,
  ) {}

  /** Replaces the details that were shown. False if they have changed since. */
  async saveDetails(id: string, seen: AccountDetails, details: AccountDetails): Promise<boolean> {
    const { name, timeZone, phone } = details;
    const set = { ...fieldsOfName(name, seen, this.clock.now()), timeZone };
    const stored = await this.users.findOne({ _id: id, ...IN_USE }, { timeZone: 1 }).lean();
    // It may be stored under an older name of the same zone.
    if (!stored || storedZone(stored.timeZone) !== seen.timeZone) return false;
    const { matchedCount } = await this.users.updateOne(
      { _id: id, ...IN_USE, ...detailsAsStored(seen), timeZone: stored.timeZone ?? null },
      phone === '' ? { $set: set, $unset: { phone: 1 } } : { $set: { ...set, phone } },
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
   * A new password ends all sessions. False if the account does not exist.
   * @param seen if given, changes nothing unless the account is still in this state
   */
  async changePassword(id: string, passwordHash: string, seen?: AccountState): Promise<boolean> {
    const { modifiedCount } = await this.users.updateOne(
      { _id: id, ...IN_USE, ...(seen && asSeen(seen)) },
      { $set: { passwordHash }, $inc: { sessionEpoch: 1 } },
    );
    return modifiedCount === 1;
  }

  /** Changes the address, which must be confirmed again, and ends all sessions. */
  async changeEmail(id: string, email: string): Promise<'changed' | 'taken'> {
    try {
      await this.users.updateOne(
        { _id: id, ...IN_USE },
        {
          $set: { email, emailParts: partsOf(email) },
          $unset: { emailVerifiedAt: 1 },
          $inc: { sessionEpoch: 1 },
        },
      );
      return 'changed';
    } catch (error) {
      if (isDuplicateKey(error, 'email')) return 'taken';
      throw error;
    }
  }

  /** Records that the person reads mail at this address. False if the account has another address now. */
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
   * Suspends an account during its deletion; `resume` undoes it, and its sessions work again. False if it is already
   * suspended or disabled.
   */
  async suspend(id: string): Promise<boolean> {
    const { modifiedCount } = await this.users.updateOne(
      { _id: id, ...IN_USE },
      { $set: { deletingAt: this.clock.now() } },
    );
    return modifiedCount === 1;
  }

  /** An account that an admin has disabled in the meantime stays disabled. */
  async resume(id: string): Promise<void> {
    await this.users.updateOne({ _id: id }, { $unset: { deletingAt: 1 } });
  }

  /** Removes everything that identifies the person. The row stays, because bookings and refunds refer to it. */
  async erase(id: string): Promise<void> {
    const now = this.clock.now();
    // A unique address in a domain that never receives mail.
    const nobody = { name: 'Former user', email: `${id}@deleted.invalid` };
    await this.users.updateOne(
      { _id: id },
      {
        $set: {
          ...nobody,
          ...searchFieldsOf(nobody),
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
  /** False, without any change, if the account no longer belongs to a mentor or is not in use. */
  readonly isDone: boolean;
  /** The previous version. */
  readonly former: string | undefined;
}

interface Photo {
  readonly userId: string;
  readonly version: string;
}

/** Records which version of a mentor's photo is the current one. The files are stored elsewhere. */
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

  /** The photo of a mentor who has a page. */
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
