import { isText } from '../../gateways/mongo/index.ts';
import { isObjectId } from '../../shared/ids.ts';
import { IN_USE, type UserModel } from './user.model.ts';

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
