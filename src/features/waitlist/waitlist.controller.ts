import { type Request, type Response, type Router } from 'express';
import { paths } from '../../paths.ts';
import { addFlash } from '../../web/flash.ts';
import { currentUser, requireUser } from '../../web/guards.ts';
import { seeOther } from '../../web/return-to.ts';
import type { WaitlistService } from './waitlist.service.ts';
import { createRouter } from '../../web/router.ts';

type SlotRequest = Request<{ slotId: string }>;

/** Joining and leaving the line for a full session. */
export class WaitlistController {
  constructor(private readonly waitlist: WaitlistService) {}

  join = async (req: SlotRequest, res: Response): Promise<void> => {
    const { slotId } = req.params;
    const joining = await this.waitlist.join(slotId, currentUser(req).id);
    const text =
      joining.kind === 'joined'
        ? `You are number ${joining.position} on the waiting list. We will write to you when a seat opens.`
        : 'A seat is free right now: you can book it.';
    addFlash(req, { role: 'status', text });
    seeOther(res, paths.slot(slotId));
  };

  leave = async (req: SlotRequest, res: Response): Promise<void> => {
    const { slotId } = req.params;
    await this.waitlist.leave(slotId, currentUser(req).id);
    addFlash(req, { role: 'status', text: 'You are no longer on the waiting list.' });
    seeOther(res, paths.slot(slotId));
  };
}

export function waitlistRoutes(controller: WaitlistController): Router {
  const router = createRouter();
  router.post(paths.joinWaitlist(':slotId'), requireUser, controller.join);
  router.post(paths.leaveWaitlist(':slotId'), requireUser, controller.leave);
  return router;
}
