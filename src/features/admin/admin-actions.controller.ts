import type { Request, Response } from 'express';
import * as z from 'zod';
import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import { isObjectId } from '../../shared/ids.ts';
import { formatInr } from '../../shared/money.ts';
import { addFlash } from '../../web/flash.ts';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { linesOfText, parseForm } from '../../web/parse-input.ts';
import type { FormModel } from '../../web/partials.page.ts';
import { pageBefore, seeOther } from '../../web/return-to.ts';
import { describeSeatRefunds } from '../mentoring/index.ts';
import { hrefOfRow, refundStatusWords } from './admin-cells.ts';
import type { AdminActions } from './admin-actions.ts';
import { returnTo } from './admin-page.ts';
import type { AdminPeopleRepository } from './admin-people.repository.ts';
import { webhookBadge } from './messages-lists.ts';
import {
  type AdminQuestionPage,
  adminQuestionView,
  REASON_MAX,
  toCancelQuestion,
  toDisableQuestion,
} from './question.page.ts';

/** The pages that ask before an account is disabled or a session is cancelled. */
export class AdminQuestionsController {
  constructor(
    private readonly people: AdminPeopleRepository,
    private readonly clock: Clock,
  ) {}

  askToDisable = async (req: Request<{ userId: string }>, res: Response): Promise<void> => {
    await this.showDisabling(req, res);
  };

  askToCancel = async (req: Request<{ slotId: string }>, res: Response): Promise<void> => {
    await this.showCancelling(req, res);
  };

  /** Shows the form again with its errors. @throws DomainError NOT_FOUND, CONFLICT */
  async showDisabling(req: Request<{ userId: string }>, res: Response, refused?: FormModel): Promise<void> {
    const { userId } = req.params;
    const user = isObjectId(userId) ? await this.people.findUser(userId) : null;
    if (!user || user.deletedAt) throw new DomainError('NOT_FOUND');
    if (userId === currentUser(req).id)
      throw conflict('You cannot disable your own account. Ask another admin.');
    if (user.disabledAt) throw conflict('This account is disabled already.');
    const effect = await this.people.effectOfDisabling(userId, this.clock.now());
    const backHref = backOf(req, hrefOfRow(paths.adminUsers, userId));
    await show(req, res, toDisableQuestion(user, effect, { backHref, ...(refused && { form: refused }) }));
  }

  /** Shows the form again with its errors. @throws DomainError SLOT_NOT_FOUND, CONFLICT */
  async showCancelling(req: Request<{ slotId: string }>, res: Response, refused?: FormModel): Promise<void> {
    const { slotId } = req.params;
    const slot = isObjectId(slotId) ? await this.people.findSlot(slotId) : null;
    if (!slot) throw new DomainError('SLOT_NOT_FOUND');
    const reader = { timeZone: currentUser(req).timeZone, now: this.clock.now() };
    if (slot.status === 'cancelled') throw conflict('This session is cancelled already.');
    if (slot.scheduledAt <= reader.now)
      throw conflict('This session has started, so it can no longer be cancelled.');
    const paid = await this.people.sumBooked(slotId);
    const backHref = backOf(req, hrefOfRow(paths.adminSlots, slotId));
    await show(
      req,
      res,
      toCancelQuestion(slot, paid, { ...reader, backHref, ...(refused && { form: refused }) }),
    );
  }
}

function conflict(message: string): DomainError {
  return new DomainError('CONFLICT', { message });
}

/** The list with the link to the question, which the form of the question carries along; or the page with the button. */
function backOf(req: Request, fallback: string): string {
  const { back } = (req.body ?? {}) as { readonly back?: unknown };
  return returnTo(typeof back === 'string' ? back : pageBefore(req), fallback);
}

function show(req: Request, res: Response, page: AdminQuestionPage): Promise<void> {
  const status = Object.keys(page.form.errors).length > 0 ? 422 : 200;
  return renderPage(req, res, adminQuestionView, page, { title: page.heading, status });
}

/** The admin's reason. */
export const reasonSchema = z.object({
  reason: linesOfText({ label: 'Reason', max: REASON_MAX }).default(''),
});

/** The buttons of the admin pages. */
export class AdminActionsController {
  constructor(
    private readonly acts: AdminActions,
    private readonly questions: AdminQuestionsController,
  ) {}

  disableUser = async (req: Request<{ userId: string }>, res: Response): Promise<void> => {
    const { userId } = req.params;
    const parsed = parseForm(reasonSchema, req.body);
    if (!parsed.isValid) return this.questions.showDisabling(req, res, parsed);
    await this.acts.disableUser({ actorId: currentUser(req).id, objectId: userId, ...parsed.data });
    addFlash(req, { role: 'status', text: 'The account is disabled and logged out everywhere.' });
    seeOther(res, backOf(req, hrefOfRow(paths.adminUsers, userId)));
  };

  enableUser = async (req: Request<{ userId: string }>, res: Response): Promise<void> => {
    const { userId } = req.params;
    await this.acts.enableUser({ actorId: currentUser(req).id, objectId: userId });
    addFlash(req, { role: 'status', text: 'The account can be used again.' });
    seeOther(res, backOf(req, hrefOfRow(paths.adminUsers, userId)));
  };

  cancelSlot = async (req: Request<{ slotId: string }>, res: Response): Promise<void> => {
    const { slotId } = req.params;
    const parsed = parseForm(reasonSchema, req.body);
    if (!parsed.isValid) return this.questions.showCancelling(req, res, parsed);
    const refunds = await this.acts.cancelSlot({
      actorId: currentUser(req).id,
      objectId: slotId,
      ...parsed.data,
    });
    addFlash(req, { role: 'status', text: describeSeatRefunds(refunds) });
    seeOther(res, backOf(req, hrefOfRow(paths.adminSlots, slotId)));
  };

  retryRefund = async (req: Request<{ paymentId: string }>, res: Response): Promise<void> => {
    const { paymentId } = req.params;
    const { status, amount } = await this.acts.retryRefund({
      actorId: currentUser(req).id,
      objectId: paymentId,
    });
    addFlash(req, {
      role: 'status',
      text: `The refund of ${formatInr(amount)} was asked for again and is now: ${refundStatusWords[status].text}.`,
    });
    seeOther(res, backOf(req, hrefOfRow(paths.adminRefunds, paymentId)));
  };

  retryMail = async (req: Request<{ key: string }>, res: Response): Promise<void> => {
    const { key } = req.params;
    await this.acts.retryMail({ actorId: currentUser(req).id, objectId: key });
    addFlash(req, { role: 'status', text: 'The mail will be sent again within seconds.' });
    seeOther(res, backOf(req, hrefOfRow(paths.adminMail, key)));
  };

  replayWebhook = async (req: Request<{ eventId: string }>, res: Response): Promise<void> => {
    const { eventId } = req.params;
    const event = await this.acts.replayWebhook({ actorId: currentUser(req).id, objectId: eventId });
    const text = event.handledAt
      ? `The event was handled again: ${webhookBadge(event).text}.`
      : 'The event could not be handled now; it will be tried again automatically.';
    addFlash(req, { role: event.handledAt ? 'status' : 'alert', text });
    seeOther(res, backOf(req, hrefOfRow(paths.adminWebhooks, eventId)));
  };
}
