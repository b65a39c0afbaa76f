import type { Request, Response } from 'express';
import { paths } from '../../paths.ts';
import { currentUser } from '../../web/guards.ts';
import { endLogin } from '../../web/login-sessions.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { parseForm } from '../../web/parse-input.ts';
import { emptyForm, type FormModel } from '../../web/partials.page.ts';
import type { RateLimits } from '../../web/rate-limits.ts';
import { seeOther } from '../../web/return-to.ts';
import { siteSettingsOf } from '../../web/site-settings.ts';
import type { AccountDeletion, Obstacles } from './account-deletion.ts';
import type { AccountSettings } from './account-settings.ts';
import { passwordProofSchema } from './account.schema.ts';
import { deleteAccountView, toDeletionPage } from './deletion.page.ts';
import type { PersonalDataRepository } from './personal-data.repository.ts';

const WRONG_PASSWORD = 'This is not your password.';

/** A person's own data: export it as a file, or delete it. */
export class PersonalDataController {
  constructor(
    private readonly personalData: PersonalDataRepository,
    private readonly accountDeletion: AccountDeletion,
    private readonly accountSettings: AccountSettings,
    private readonly rateLimits: RateLimits,
  ) {}

  /** JSON; times in UTC, amounts in paise. */
  sendExport = async (req: Request, res: Response): Promise<void> => {
    const data = await this.personalData.collect(currentUser(req).id);
    res
      .set('Cache-Control', 'no-store')
      .attachment('sureslot-data.json')
      .type('json')
      .send(JSON.stringify(data, null, 2));
  };

  showDeletion = async (req: Request, res: Response): Promise<void> => {
    await this.showForm(req, res, { form: emptyForm });
  };

  delete = async (req: Request, res: Response): Promise<void> => {
    const { id } = currentUser(req);
    const parsed = parseForm(passwordProofSchema, req.body);
    if (!parsed.isValid) return this.showForm(req, res, { form: parsed });
    const attempt = { passwordCheckByUser: id };
    await this.rateLimits.count(attempt);
    if (!(await this.accountSettings.isOwnPassword(id, parsed.data.currentPassword))) {
      const form = { ...emptyForm, errors: { currentPassword: WRONG_PASSWORD } };
      return this.showForm(req, res, { form });
    }
    await this.rateLimits.forgive(attempt);
    const deletion = await this.accountDeletion.delete(id);
    if (deletion.kind === 'blocked') {
      const { obstacles } = deletion;
      const form = { ...emptyForm, formError: explainBlocked(obstacles) };
      return this.showForm(req, res, { form, obstacles });
    }
    await endLogin(req, res);
    seeOther(res, paths.home);
  };

  private async showForm(req: Request, res: Response, { form, ...known }: DeletionAnswer): Promise<void> {
    const { id, timeZone } = currentUser(req);
    const obstacles = known.obstacles ?? (await this.accountDeletion.findObstacles(id));
    const page = toDeletionPage(form, obstacles, { timeZone, now: siteSettingsOf(req).clock.now() });
    const isRefused = form.formError !== undefined || Object.keys(form.errors).length > 0;
    const status = isRefused ? 422 : 200;
    await renderPage(req, res, deleteAccountView, page, { title: 'Delete your account', status });
  }
}

interface DeletionAnswer {
  readonly form: FormModel;
  /** Those that the deletion has found. */
  readonly obstacles?: Obstacles;
}

function explainBlocked({ bookings, unconfirmed, slots }: Obstacles): string {
  const [booked, given] = [bookings.length + unconfirmed, slots.length];
  const parts = [
    ...(booked > 0 ? [`${booked} that you have booked`] : []),
    ...(given > 0 ? [`${given} that you give`] : []),
  ];
  return `Cancel the sessions to come first: ${parts.join(', and ')}. Nothing was deleted.`;
}
