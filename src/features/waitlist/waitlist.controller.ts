import type { Request, Response, Router } from 'express';
import { paths } from '../../paths.ts';
import { showInsteadOf } from '../../web/error-handler.ts';
import { messageOf } from '../../web/error-table.ts';
import { addFlash } from '../../web/flash.ts';
import { currentUser, requireUser } from '../../web/guards.ts';
import { emptyForm } from '../../web/partials.page.ts';
import { leadTo, seeOther } from '../../web/return-to.ts';
import { siteSettingsOf } from '../../web/site-settings.ts';
import type { SlotController } from '../slots/index.ts';
import type { WaitlistService } from './waitlist.service.ts';
import { createRouter } from '../../web/router.ts';

type SlotRequest = Request<{ slotId: string }>;

/** Joins and leaves the waiting list of a full session. */
export class WaitlistController {
  constructor(
    private readonly waitlist: WaitlistService,
    private readonly slotController: Pick<SlotController, 'renderSlot'>,
  ) {}

  join = async (req: SlotRequest, res: Response): Promise<void> => {
    const { slotId } = req.params;
    const since = timeToRestore(req);
    const joining = await this.waitlist.join(slotId, currentUser(req).id, since);
    const again = since ? ' again' : '';
    const text =
      joining.kind === 'joined'
        ? `You are number ${joining.position} on the waiting list${again}. We will write to you when a seat opens.`
        : 'A seat is free right now: you can book it.';
    addFlash(req, { role: 'status', text });
    seeOther(res, paths.slot(slotId));
  };

  leave = async (req: SlotRequest, res: Response): Promise<void> => {
    const { slotId } = req.params;
    const since = await this.waitlist.leave(slotId, currentUser(req).id);
    if (since) req.session.leftWaitlist = { slotId, since: +since, at: +siteSettingsOf(req).clock.now() };
    addFlash(req, {
      role: 'status',
      tone: 'info',
      text: 'You are no longer on the waiting list.',
      ...(since && { undo: paths.joinWaitlist(slotId) }),
    });
    seeOther(res, paths.slot(slotId));
  };

  /** Shows the session as it is by now to whom it has no waiting list any more. */
  readonly showSlot = showInsteadOf<{ slotId: string }>(
    ['SLOT_CLOSED', 'ALREADY_BOOKED'],
    async (req, res, { error, status }) => {
      const message = {
        role: 'alert',
        lead: messageOf(error),
        text: 'You are not on its waiting list.',
      } as const;
      const { slotId } = req.params;
      await this.slotController.renderSlot(req, res, { slotId, form: emptyForm, status, message });
    },
  );
}

/** How long after leaving the place in line can be restored. */
const UNDO_MS = 10 * 60_000;

/** When the user had joined the list that this form restores; undefined for an ordinary join. */
function timeToRestore(req: SlotRequest): Date | undefined {
  const left = req.session.leftWaitlist;
  const { undo } = (req.body ?? {}) as { undo?: unknown };
  if (undo !== '1' || left?.slotId !== req.params.slotId) return undefined;
  delete req.session.leftWaitlist;
  const isLate = +siteSettingsOf(req).clock.now() - left.at > UNDO_MS;
  return isLate ? undefined : new Date(left.since);
}

export function waitlistRoutes(controller: WaitlistController): Router {
  const router = createRouter();
  const leadToSlot = leadTo<{ slotId: string }>(({ slotId }) => paths.slot(slotId));
  router.get(paths.joinWaitlist(':slotId'), requireUser, leadToSlot);
  router.get(paths.leaveWaitlist(':slotId'), requireUser, leadToSlot);
  router.post(paths.joinWaitlist(':slotId'), requireUser, controller.join);
  router.post(paths.leaveWaitlist(':slotId'), requireUser, controller.leave);
  router.use(paths.joinWaitlist(':slotId'), controller.showSlot);
  return router;
}
