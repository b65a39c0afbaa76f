import type { Request, Response } from 'express';
import { paths } from '../../paths.ts';
import { MAX_PORTRAIT_PIXELS, MIN_PORTRAIT_SIDE } from '../../gateways/pictures/index.ts';
import { DomainError } from '../../shared/errors.ts';
import { receiveFile } from '../../web/file-upload.ts';
import { addFlash } from '../../web/flash.ts';
import { currentUser } from '../../web/guards.ts';
import { seeOther } from '../../web/return-to.ts';
import type { MentorPhotos, PhotoRefusal } from '../photos/index.ts';
import type { ProfileController } from './profile.controller.ts';

const MAX_PHOTO_MB = 8;

const MISSING = 'Choose a picture first.';
const BUSY = 'Too many pictures are waiting just now. Your photo was not changed.';
const TOO_LARGE = `This file is larger than ${MAX_PHOTO_MB} MB. Choose a smaller picture.`;
const refusals: Readonly<Record<Exclude<PhotoRefusal, 'busy'>, string>> = {
  'no-picture': 'This file cannot be read as a picture. Choose a JPEG, PNG or WebP file.',
  'unreadable-heic':
    'This picture is in a format (HEIC) that cannot be read here. Save it as JPEG and choose that file.',
  'too-small': `This picture is too small. It needs at least ${MIN_PORTRAIT_SIDE} × ${MIN_PORTRAIT_SIDE} pixels.`,
  'too-many-pixels': `This picture has more than ${MAX_PORTRAIT_PIXELS / 1_000_000} megapixels. Choose a smaller one.`,
};

/** The mentor's own photo: sent, replaced, taken away. */
export class OwnPhotoController {
  constructor(
    private readonly photos: Pick<MentorPhotos, 'save' | 'remove'>,
    private readonly profile: Pick<ProfileController, 'refusePhoto'>,
  ) {}

  save = async (req: Request, res: Response): Promise<void> => {
    const file = await receiveFile(req, { field: 'photo', maxBytes: MAX_PHOTO_MB * 1024 * 1024 });
    if (file.kind === 'missing') return this.refuse(req, res, { message: MISSING, status: 422 });
    if (file.kind === 'too-large') return this.refuse(req, res, { message: TOO_LARGE, status: 413 });
    const saving = await this.photos.save(currentUser(req).id, file.bytes);
    if (saving === 'no-mentor') throw new DomainError('FORBIDDEN');
    if (saving === 'busy') throw new DomainError('SERVICE_UNAVAILABLE', { message: BUSY });
    if (saving !== 'saved') return this.refuse(req, res, { message: refusals[saving], status: 422 });
    addFlash(req, { role: 'status', text: 'Your photo is saved.' });
    seeOther(res, paths.ownProfile);
  };

  remove = async (req: Request, res: Response): Promise<void> => {
    const isDone = await this.photos.remove(currentUser(req).id);
    addFlash(req, { role: 'status', text: isDone ? 'Your photo is deleted.' : 'You have no photo.' });
    seeOther(res, paths.ownProfile);
  };

  private refuse(req: Request, res: Response, refusal: { message: string; status: number }): Promise<void> {
    return this.profile.refusePhoto(req, res, refusal);
  }
}
