import type { Request, Response, Router } from 'express';
import { PORTRAIT_SIZES, type PortraitSize } from '../../gateways/pictures/portrait.ts';
import { DomainError } from '../../shared/errors.ts';
import { createRouter } from '../../web/router.ts';
import { allowElsewhere } from '../../web/security-headers.ts';
import type { MentorPhotos } from './mentor-photos.ts';

const DEFAULT_SIZE = 512;

/** Serves mentors' photos to everybody, without a session. */
export class PhotoController {
  constructor(private readonly photos: Pick<MentorPhotos, 'findByHandle'>) {}

  /**
   * An address with the current version never changes. Others show the current photo: one with an older version is
   * asked again each time, and one without a version, which our pages never use, is kept for a month.
   */
  show = async (req: Request<{ handle: string }>, res: Response): Promise<void> => {
    const size = readSize(req.query.size);
    const photo = size && (await this.photos.findByHandle(req.params.handle, size));
    if (!photo) throw new DomainError('NOT_FOUND', { message: 'There is no such photo.' });
    allowElsewhere(res)
      .set('Cache-Control', cachingFor(req.query.v, photo.version))
      .set('ETag', `"${photo.version}-${size}"`)
      .type('webp')
      .send(photo.bytes);
  };
}

function cachingFor(asked: unknown, current: string): string {
  if (asked === current) return 'public, max-age=31536000, immutable';
  return asked === undefined ? 'public, max-age=2592000' : 'public, no-cache';
}

function readSize(text: unknown): PortraitSize | undefined {
  if (text === undefined) return DEFAULT_SIZE;
  return PORTRAIT_SIZES.find((size) => String(size) === text);
}

/** Mounted before sessions, because a photo is the same for everybody. */
export function photoRoutes(controller: PhotoController): Router {
  const router = createRouter();
  router.get('/mentors/:handle/photo', controller.show);
  return router;
}
