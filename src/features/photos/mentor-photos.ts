import { randomBytes } from 'node:crypto';
import type { Logger } from '../../shared/logger.ts';
import type { Clock } from '../../shared/clock.ts';
import { makePortraits, type PortraitResult, type PortraitSize } from '../../gateways/pictures/portrait.ts';
import type { PhotoChanges } from '../accounts/index.ts';
import type { AuditTrail } from '../audit/index.ts';
import { KeptFiles } from '../../shared/kept.ts';
import type { PhotoRepository } from './photo.repository.ts';

/** Longer than any upload. Older files that no account names were left by a crash. */
const LOOSE_AFTER_MS = 60 * 60 * 1000;

const MAX_KEPT_BYTES = 8 * 1024 * 1024;

export type PhotoRefusal = Exclude<PortraitResult['kind'], 'made'>;
export interface ShownPhoto {
  /** Changes with the photo. */
  readonly version: string;
  readonly bytes: Buffer;
}

export type PhotoSaving = 'saved' | 'no-mentor' | PhotoRefusal;

/**
 * Photos of mentors. One write to the account decides which version is current. Files are written before it and removed
 * after it, so that a page never names a missing photo. `removeLoose` removes what a crash left.
 */
export class MentorPhotos {
  private readonly kept = new KeptFiles(MAX_KEPT_BYTES);

  constructor(
    private readonly photos: PhotoRepository,
    private readonly changes: PhotoChanges,
    private readonly auditTrail: AuditTrail,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Replaces the photo. */
  async save(userId: string, bytes: Buffer): Promise<PhotoSaving> {
    const made = await makePortraits(bytes);
    if (made.kind !== 'made') return made.kind;
    const photo = { userId, version: randomBytes(9).toString('base64url') };
    await this.photos.insert(photo, made.portraits);
    const { isDone, former } = await this.audited('account.photo-changed', userId, () =>
      this.changes.setPhoto(userId, photo.version),
    );
    await this.removeQuietly(userId, isDone ? former : photo.version);
    return isDone ? 'saved' : 'no-mentor';
  }

  /** False if there was none. */
  async remove(userId: string): Promise<boolean> {
    const { former } = await this.audited('account.photo-removed', userId, () =>
      this.changes.removePhoto(userId),
    );
    await this.removeQuietly(userId, former);
    return former !== undefined;
  }

  /** The photo of a mentor with a page, as WebP. */
  async findByHandle(handle: string, size: PortraitSize): Promise<ShownPhoto | undefined> {
    const photo = await this.changes.findByHandle(handle);
    if (!photo) return undefined;
    const { userId, version } = photo;
    const name = `${userId}/${version}/${size}`;
    const bytes = await this.kept.get(name, () => this.photos.find(photo, size));
    return bytes && { version, bytes };
  }

  /** Removes files that no account names. @returns how many */
  removeLoose(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - LOOSE_AFTER_MS);
    return this.photos.removeLoose(before, (userIds) => this.changes.findPhotos(userIds));
  }

  private audited<T>(
    action: 'account.photo-changed' | 'account.photo-removed',
    userId: string,
    work: () => Promise<T>,
  ) {
    return this.auditTrail.during({ actorId: userId, action, object: { kind: 'user', id: userId } }, work);
  }

  /** The account is already changed. Files that cannot be removed now are removed later. */
  private async removeQuietly(userId: string, version: string | undefined): Promise<void> {
    if (version === undefined) return;
    try {
      await this.photos.remove({ userId, version });
    } catch (error) {
      this.logger.warn({ userId, error }, 'photo.remove-failed');
    }
  }
}
