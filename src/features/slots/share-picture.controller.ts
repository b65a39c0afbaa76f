import type { Request, Response, Router } from 'express';
import type { Clock } from '../../shared/clock.ts';
import { paths } from '../../paths.ts';
import { drawQrCode } from '../../web/sharing.ts';
import { createRouter } from '../../web/router.ts';
import { allowElsewhere } from '../../web/security-headers.ts';
import { siteSettingsOf } from '../../web/site-settings.ts';
import { findMentor, type MentorDirectory, requireMentor } from './mentor-directory.ts';
import { pictureVersion, type SharePicture, type SharePictures } from './share-picture.ts';
import { toMentorPicture, toSlotPicture } from './slot-sharing.ts';
import { requireSlot, type TimeSlotRepository } from './time-slot.repository.ts';

/** Pictures for links to sessions and mentors, without a session. */
export class SharePictureController {
  constructor(
    private readonly pictures: SharePictures,
    private readonly slots: Pick<TimeSlotRepository, 'findById'>,
    private readonly mentors: Pick<MentorDirectory, 'findMentors' | 'findMentorByHandle'>,
    private readonly clock: Clock,
  ) {}

  routes(): Router {
    const router = createRouter();
    router.get('/slots/:slotId/share.jpg', this.slot);
    router.get('/mentors/:handle/share.jpg', this.mentor);
    router.get(paths.slotCode(':slotId'), this.slotCode);
    router.get(paths.mentorCode(':handle'), this.mentorCode);
    return router;
  }

  private readonly slot = async (req: Request<{ slotId: string }>, res: Response): Promise<void> => {
    const { slotId } = req.params;
    const slot = await requireSlot(this.slots, slotId);
    const mentor = await findMentor(this.mentors, slot.mentorId);
    await this.send(req, res, {
      picture: toSlotPicture(slot, mentor, this.clock.now()),
      handle: mentor.handle,
    });
  };

  private readonly mentor = async (req: Request<{ handle: string }>, res: Response): Promise<void> => {
    const mentor = await requireMentor(this.mentors, req.params.handle);
    await this.send(req, res, { picture: toMentorPicture(mentor), handle: mentor.handle });
  };

  private readonly slotCode = async (req: Request<{ slotId: string }>, res: Response): Promise<void> => {
    const slot = await requireSlot(this.slots, req.params.slotId);
    sendCode(res, siteSettingsOf(req).baseUrl + paths.slot(slot.id));
  };

  private readonly mentorCode = async (req: Request<{ handle: string }>, res: Response): Promise<void> => {
    const { handle } = await requireMentor(this.mentors, req.params.handle);
    sendCode(res, siteSettingsOf(req).baseUrl + paths.mentorProfile(handle));
  };

  /** An address of an older version shows the current picture. */
  private async send(
    req: Pick<Request, 'query'>,
    res: Response,
    { picture, handle }: { readonly picture: SharePicture; readonly handle: string },
  ): Promise<void> {
    const version = pictureVersion(picture);
    const drawn = await this.pictures.draw(picture, handle);
    allowElsewhere(res)
      .set(
        'Cache-Control',
        req.query.v === version ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
      )
      .set('ETag', `"${version}"`)
      .type('jpeg')
      .send(drawn);
  }
}

/** The code contains only the address, so it never changes. */
function sendCode(res: Response, address: string): void {
  res.set('Cache-Control', 'public, max-age=31536000, immutable').type('svg').send(drawQrCode(address));
}
