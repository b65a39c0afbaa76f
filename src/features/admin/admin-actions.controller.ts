import type { Request, Response } from 'express';
import { paths } from '../../paths.ts';
import { addFlash } from '../../web/flash.ts';
import { currentUser } from '../../web/guards.ts';
import { parseForm } from '../../web/parse-input.ts';
import { seeOther } from '../../web/see-other.ts';
import { describeSeatRefunds } from '../mentoring/index.ts';
import { reasonSchema } from './admin-actions.schema.ts';
import type { AdminActions } from './admin-actions.ts';
import { refundStatusWords } from './admin-cells.ts';
import type { AdminQuestionsController } from './admin-questions.controller.ts';

/** The buttons of the admin pages. */
export class AdminActionsController {
  constructor(
    private readonly acts: AdminActions,
    private readonly questions: AdminQuestionsController,
  ) {}

  disableUser = async (req: Request<{ userId: string }>, res: Response): Promise<void> => {
    const { userId } = req.params;
    const parsed = parseForm(reasonSchema, req.body);
    if (!parsed.isValid) {
      await this.questions.showDisabling(req, res, parsed);
      return;
    }
    await this.acts.disableUser({ actorId: currentUser(req).id, objectId: userId, ...parsed.data });
    addFlash(req, { role: 'status', text: 'The account is disabled and all its sessions are over.' });
    seeOther(res, `${paths.adminUsers}?q=${userId}`);
  };

  enableUser = async (req: Request<{ userId: string }>, res: Response): Promise<void> => {
    const { userId } = req.params;
    await this.acts.enableUser({ actorId: currentUser(req).id, objectId: userId });
    addFlash(req, { role: 'status', text: 'The account can be used again.' });
    seeOther(res, `${paths.adminUsers}?q=${userId}`);
  };

  cancelSlot = async (req: Request<{ slotId: string }>, res: Response): Promise<void> => {
    const { slotId } = req.params;
    const parsed = parseForm(reasonSchema, req.body);
    if (!parsed.isValid) {
      await this.questions.showCancelling(req, res, parsed);
      return;
    }
    const refunds = await this.acts.cancelSlot({
      actorId: currentUser(req).id,
      objectId: slotId,
      ...parsed.data,
    });
    addFlash(req, { role: 'status', text: describeSeatRefunds(refunds) });
    seeOther(res, `${paths.adminSlots}?q=${slotId}`);
  };

  retryRefund = async (req: Request<{ paymentId: string }>, res: Response): Promise<void> => {
    const { paymentId } = req.params;
    const { status } = await this.acts.retryRefund({ actorId: currentUser(req).id, objectId: paymentId });
    addFlash(req, {
      role: 'status',
      text: `The refund was asked for again and is now: ${refundStatusWords[status].text}.`,
    });
    seeOther(res, `${paths.adminRefunds}?q=${encodeURIComponent(paymentId)}`);
  };

  retryMail = async (req: Request<{ key: string }>, res: Response): Promise<void> => {
    const { key } = req.params;
    await this.acts.retryMail({ actorId: currentUser(req).id, objectId: key });
    addFlash(req, { role: 'status', text: 'The mail is tried again within seconds.' });
    seeOther(res, `${paths.adminMail}?q=${encodeURIComponent(key)}`);
  };

  replayWebhook = async (req: Request<{ eventId: string }>, res: Response): Promise<void> => {
    const { eventId } = req.params;
    const event = await this.acts.replayWebhook({ actorId: currentUser(req).id, objectId: eventId });
    const text = event.handledAt
      ? `The event was handled again: ${event.note ?? 'done'}.`
      : 'The event could not be handled now; it is tried again by itself.';
    addFlash(req, { role: event.handledAt ? 'status' : 'alert', text });
    seeOther(res, `${paths.adminWebhooks}?q=${encodeURIComponent(eventId)}`);
  };
}
