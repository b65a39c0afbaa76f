import type { Request, Response } from 'express';
import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import { isObjectId } from '../../shared/ids.ts';
import type { FormModel } from '../../web/form.page.ts';
import { currentUser } from '../../web/guards.ts';
import { renderPage } from '../../web/page-renderer.ts';
import type { AdminPeopleRepository } from './admin-people.repository.ts';
import {
  type AdminQuestionPage,
  adminQuestionView,
  toCancelQuestion,
  toDisableQuestion,
} from './question.page.ts';

/** The pages that ask before an account is disabled or a session cancelled. */
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

  /** Again, with what is wrong with the form. @throws DomainError NOT_FOUND */
  async showDisabling(req: Request<{ userId: string }>, res: Response, refused?: FormModel): Promise<void> {
    const { userId } = req.params;
    const user = isObjectId(userId) ? await this.people.findUser(userId) : null;
    if (!user || user.deletedAt) throw new DomainError('NOT_FOUND');
    if (userId === currentUser(req).id)
      throw new DomainError('CONFLICT', {
        message: 'You cannot disable your own account. Ask another admin.',
      });
    const effect = await this.people.effectOfDisabling(userId, this.clock.now());
    await show(req, res, toDisableQuestion(user, effect, refused));
  }

  /** Again, with what is wrong with the form. @throws DomainError SLOT_NOT_FOUND */
  async showCancelling(req: Request<{ slotId: string }>, res: Response, refused?: FormModel): Promise<void> {
    const { slotId } = req.params;
    const slot = isObjectId(slotId) ? await this.people.findSlot(slotId) : null;
    if (!slot) throw new DomainError('SLOT_NOT_FOUND');
    const reader = { timeZone: currentUser(req).timeZone, now: this.clock.now() };
    await show(req, res, toCancelQuestion(slot, reader, refused));
  }
}

function show(req: Request, res: Response, page: AdminQuestionPage): Promise<void> {
  const status = Object.keys(page.form.errors).length > 0 ? 422 : 200;
  return renderPage(req, res, adminQuestionView, page, { title: page.heading, status });
}
