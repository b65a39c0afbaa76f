import { Types } from 'mongoose';
import { isDuplicateKey, isText } from '../../gateways/mongo/index.ts';
import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import { isObjectId } from '../../shared/ids.ts';
import { joinLookups, joinReads } from '../../shared/joined-calls.ts';
import { DEFAULT_ZONE, storedZone } from '../../shared/zoned-time.ts';
import type { Role } from '../../web/guards.ts';
import type { Renaming } from '../slots/index.ts';
import { fieldsOfName, searchFieldsOf } from './account-search.repository.ts';
import { IN_USE, isInUse, NOT_IN_USE, type UserModel, type UserRecord } from './user.model.ts';
import type { Mentor, MentorProfile, NewUser, User } from './user.ts';

export type Insertion =
  | { readonly outcome: 'inserted'; readonly user: User }
  | { readonly outcome: 'email-taken' | 'handle-taken' };

export interface Credentials {
  readonly user: User;
  readonly passwordHash: string;
}

/** `handle-taken`: by another mentor. `changed`: the profile is not the one that was shown. */
export type ProfileSaving = 'saved' | 'handle-taken' | 'changed';

/** Accounts in MongoDB. `findById`, `findByIds` and `findCredentials` leave out disabled accounts. */
export class UserRepository {
  /** Joined, because every request of a logged-in person reads the person, and every page of a session its mentor. */
  private readonly byId = joinLookups(
    (ids) => this.users.find({ _id: { $in: [...ids] } }).lean(),
    ({ _id }) => String(_id),
  );

  constructor(
    private readonly users: UserModel,
    private readonly clock: Clock,
  ) {}

  async insert(user: NewUser): Promise<Insertion> {
    try {
      const record = await this.users.create({
        ...user,
        ...searchFieldsOf(user),
        roles: [...user.roles],
        createdAt: this.clock.now(),
      });
      return { outcome: 'inserted', user: toUser(record) };
    } catch (error) {
      if (isDuplicateKey(error, 'email')) return { outcome: 'email-taken' };
      if (isDuplicateKey(error, 'handle')) return { outcome: 'handle-taken' };
      throw error;
    }
  }

  async findById(id: string): Promise<User | undefined> {
    const [user] = await this.findByIds([id]);
    return user;
  }

  /** In no particular order. Missing and disabled accounts are left out. */
  async findByIds(ids: readonly string[]): Promise<readonly User[]> {
    const records = await this.findRecords(ids);
    return records.filter(isInUse).map(toUser);
  }

  /** @param email lower case */
  async findCredentials(email: string): Promise<Credentials | undefined> {
    const record = await this.users.findOne({ email, ...IN_USE }).lean();
    return record ? { user: toUser(record), passwordHash: record.passwordHash } : undefined;
  }

  /** Replaces the hash unless it has changed in the meantime. */
  async replaceHash(id: string, change: { readonly from: string; readonly to: string }): Promise<void> {
    await this.users.updateOne({ _id: id, passwordHash: change.from }, { $set: { passwordHash: change.to } });
  }

  /** Includes disabled accounts. @param email lower case */
  async findByEmail(email: string): Promise<{ id: string; name: string; handle?: string } | undefined> {
    const record = await this.users.findOne({ email }).lean();
    if (!record) return undefined;
    const { name, handle } = record;
    return { id: String(record._id), name, ...(handle !== undefined && { handle }) };
  }

  async addRole(id: string, role: Role): Promise<void> {
    await this.users.updateOne({ _id: id }, { $addToSet: { roles: role } });
  }

  /**
   * Disables an account, even during its deletion, and ends its sessions. False if it is already disabled or does not
   * exist.
   */
  async disable(id: string): Promise<boolean> {
    const { modifiedCount } = await this.users.updateOne(
      { _id: id, disabledAt: { $exists: false } },
      { $set: { disabledAt: this.clock.now() }, $inc: { sessionEpoch: 1 } },
    );
    return modifiedCount === 1;
  }

  /** Enables a disabled account, but not a deleted one. */
  async enable(id: string): Promise<boolean> {
    const { modifiedCount } = await this.users.updateOne(
      { _id: id, $or: NOT_IN_USE, deletedAt: { $exists: false } },
      { $unset: { disabledAt: 1, deletingAt: 1 } },
    );
    return modifiedCount === 1;
  }

  /** Sets the handle of an account without one. False if another account has it. */
  async setHandle(id: string, handle: string): Promise<boolean> {
    try {
      await this.users.updateOne(
        { _id: new Types.ObjectId(id), handle: { $exists: false } },
        { $set: { handle } },
      );
      return true;
    } catch (error) {
      if (isDuplicateKey(error, 'handle')) return false;
      throw error;
    }
  }

  /** Replaces the profile that was shown, unless it has changed since. */
  async saveMentorProfile(
    id: string,
    seen: MentorProfile,
    { topics, ...profile }: MentorProfile,
  ): Promise<ProfileSaving> {
    const named = fieldsOfName(profile.name, seen, this.clock.now());
    try {
      const { matchedCount } = await this.users.updateOne(
        { _id: id, roles: 'mentor', ...asStored(seen) },
        { $set: { ...profile, ...named, topics: [...topics] } },
      );
      return matchedCount === 1 ? 'saved' : 'changed';
    } catch (error) {
      if (isDuplicateKey(error, 'handle')) return 'handle-taken';
      throw error;
    }
  }

  /** Accounts whose sessions are still listed by an older name. */
  async findRenamed(limit: number): Promise<readonly Renaming[]> {
    const records = await this.users
      .find({ renamedAt: { $exists: true } }, { renamedAt: 1 })
      .limit(limit)
      .lean();
    return records.flatMap(({ _id, renamedAt }) => (renamedAt ? { id: String(_id), renamedAt } : []));
  }

  /** Does nothing if the account was renamed again. */
  async endRenaming({ id, renamedAt }: Renaming): Promise<void> {
    await this.users.updateOne({ _id: id, renamedAt }, { $unset: { renamedAt: 1 } });
  }

  /** In no particular order. Includes former and disabled mentors, whose bookings still name them. */
  async findMentors(ids: readonly string[]): Promise<readonly Mentor[]> {
    const records = await this.findRecords(ids);
    return records.filter(isOrWasMentor).map(toMentor);
  }

  /** Mentors who have a page, in alphabetical order. */
  async listHandles(limit: number): Promise<readonly string[]> {
    const records = await this.users
      .find({ handle: { $type: 'string' }, roles: 'mentor', ...IN_USE }, { handle: 1 })
      .sort({ handle: 1 })
      .limit(limit)
      .lean();
    return records.flatMap(({ handle }) => handle ?? []);
  }

  /** Their sessions are not on sale. Joined, because every list of sessions needs them. */
  readonly findDisabledMentorIds = joinReads(async () => {
    const records = await this.users
      .find({ $or: NOT_IN_USE, handle: { $type: 'string' } }, { _id: 1 })
      .lean();
    return records.map(({ _id }) => String(_id));
  });

  async findMentorByHandle(handle: string): Promise<Mentor | undefined> {
    const record = await this.users.findOne({ handle: isText(handle), roles: 'mentor', ...IN_USE }).lean();
    return record ? toMentor(record) : undefined;
  }

  private async findRecords(ids: readonly string[]): Promise<readonly UserRecord[]> {
    const found = await Promise.all([...new Set(ids)].filter(isObjectId).map((id) => this.byId(id)));
    return found.filter((record) => record !== undefined);
  }
}

function isOrWasMentor({ roles, handle }: UserRecord): boolean {
  return roles.includes('mentor') || typeof handle === 'string';
}

/** Matches a row with this profile. Empty values may be missing. */
function asStored({ name, handle, headline, bio, topics, timeZone }: MentorProfile) {
  const missingWhen = <Value>(value: Value, isDefault: boolean) =>
    isDefault ? { $in: [value, null] } : value;
  return {
    name,
    handle: missingWhen(handle, handle === ''),
    headline: missingWhen(headline, headline === ''),
    bio: missingWhen(bio, bio === ''),
    topics: topics.length === 0 ? { $in: [[], null] } : { $eq: [...topics] },
    timeZone: missingWhen(timeZone, timeZone === DEFAULT_ZONE),
  };
}

function toUser(record: UserRecord): User {
  const { name, email, roles, phone = '', sessionEpoch = 0 } = record;
  const timeZone = storedZone(record.timeZone);
  const isEmailVerified = record.emailVerifiedAt !== undefined;
  return {
    id: String(record._id),
    name,
    email,
    roles: [...roles],
    timeZone,
    phone,
    isEmailVerified,
    sessionEpoch,
    photo: photoOf(record),
  };
}

function toMentor(record: UserRecord): Mentor {
  const { name, headline = '', bio = '', topics = [], timeZone = DEFAULT_ZONE } = record;
  const isDisabled = !isInUse(record);
  const handle = handleOfPage(record);
  const photo = photoOf(record);
  const id = String(record._id);
  return { id, name, handle, headline, bio, topics: [...topics], timeZone, photo, isDisabled };
}

/** Empty for a mentor without a page. */
function handleOfPage(record: UserRecord): string {
  const hasPage = record.roles.includes('mentor') && isInUse(record);
  return (hasPage ? record.handle : undefined) ?? '';
}

/** The photo's address is below the mentor's page. */
function photoOf(record: UserRecord): string | null {
  const { photoVersion } = record;
  const handle = handleOfPage(record);
  return handle && photoVersion ? paths.mentorPhoto(handle, photoVersion) : null;
}
