import type { Request, Response } from 'express';
import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import { addFlash } from '../../web/flash.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { parseForm } from '../../web/parse-input.ts';
import type { FormModel } from '../../web/partials.page.ts';
import { readerZone, setZoneCookie } from '../../web/reader-zone.ts';
import { safeReturnTo, seeOther } from '../../web/return-to.ts';
import { placeOf, zoneGroups } from '../../web/zone-choices.ts';
import type { AccountSettings } from './account-settings.ts';
import { timeZoneView } from './account.page.ts';
import { timeZoneSchema } from './account.schema.ts';

/** In which time zone somebody reads the pages, with or without an account. */
export class TimeZoneController {
  constructor(
    private readonly settings: Pick<AccountSettings, 'saveTimeZone'>,
    private readonly clock: Clock,
  ) {}

  show = async (req: Request, res: Response): Promise<void> => {
    const values = { timeZone: readerZone(req), returnTo: safeReturnTo(req.query.returnTo, paths.home) };
    await this.render(req, res, { form: { values, errors: {} }, status: 200 });
  };

  choose = async (req: Request, res: Response): Promise<void> => {
    const returnTo = safeReturnTo((req.body as { returnTo?: unknown } | undefined)?.returnTo, paths.home);
    const parsed = parseForm(timeZoneSchema, req.body);
    if (!parsed.isValid) {
      const form = { values: { timeZone: readerZone(req), returnTo }, errors: parsed.errors };
      await this.render(req, res, { form, status: 422 });
      return;
    }
    const { timeZone } = parsed.data;
    if (req.user) {
      await this.settings.saveTimeZone(req.user.id, timeZone);
      addFlash(req, { role: 'status', text: `Times are now shown in ${placeOf(timeZone)} time.` });
    }
    setZoneCookie(req, res, timeZone);
    seeOther(res, returnTo);
  };

  private async render(
    req: Request,
    res: Response,
    { form, status }: { form: FormModel; status: number },
  ): Promise<void> {
    const page = { form, groups: zoneGroups(form.values.timeZone ?? '', this.clock.now()) };
    await renderPage(req, res, timeZoneView, page, { title: 'Time zone', status });
  }
}
