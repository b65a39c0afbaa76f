import type { Request, Response } from 'express';
import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import { addFlash } from '../../web/flash.ts';
import { currentUser } from '../../web/guards.ts';
import { type LoginSessions, startLogin } from '../../web/login-sessions.ts';
import { renderPage } from '../../web/page-renderer.ts';
import {
  formValues,
  parseForm,
  parseInput,
  parseChange,
  toConflictForm,
  versionOf,
} from '../../web/parse-input.ts';
import { emptyForm, type FormModel } from '../../web/partials.page.ts';
import type { RateLimits } from '../../web/rate-limits.ts';
import { safeReturnTo, seeOther } from '../../web/return-to.ts';
import { toShownTime } from '../../web/session-time.ts';
import { siteSettingsOf } from '../../web/site-settings.ts';
import { placeOf, zoneGroups, readerZone, setZoneCookie } from '../../web/zone-choices.ts';
import type { AccountRecovery } from './account-recovery.ts';
import type { AccountSettings } from './account-settings.ts';
import { type AccountPage, accountView, timeZoneView } from './account.page.ts';
import {
  accountFormSchema,
  detailsSchema,
  emailChangeSchema,
  passwordChangeSchema,
  timeZoneSchema,
} from './account.schema.ts';
import { describeDevice } from './authentication.ts';
import type { UserRepository } from './user.repository.ts';
import type { AccountDetails } from './user.ts';

const WRONG_PASSWORD = 'This is not your current password.';
const EMAIL_TAKEN = 'This e-mail address already has an account.';

/** Refused forms, with their status; default 422. */
type Forms = Partial<Pick<AccountPage, 'details' | 'password' | 'email'>> & { readonly status?: number };

/** The account page. It has several forms, distinguished by the hidden field `form`. */
export class SettingsController {
  constructor(
    private readonly users: Pick<UserRepository, 'findById'>,
    private readonly settings: AccountSettings,
    private readonly recovery: AccountRecovery,
    private readonly loginSessions: LoginSessions,
    private readonly rateLimits: RateLimits,
  ) {}

  show = async (req: Request, res: Response): Promise<void> => {
    await this.render(req, res, {});
  };

  save = async (req: Request, res: Response): Promise<void> => {
    const { form } = parseInput(accountFormSchema, req.body);
    switch (form) {
      case 'details':
        return this.saveDetails(req, res);
      case 'password':
        return this.changePassword(req, res);
      case 'email':
        return this.changeEmail(req, res);
      case 'sessions':
        return this.endSessions(req, res);
      case 'verification':
        return this.sendVerification(req, res);
    }
  };

  private async saveDetails(req: Request, res: Response): Promise<void> {
    const user = currentUser(req);
    const { parsed, typed, isStale } = parseChange(detailsSchema, req.body, detailsOf(user));
    if (!parsed.isValid) return this.render(req, res, { details: parsed });
    if (isStale) return this.showConflict(req, res, typed);
    const isSaved = await this.settings.saveDetails(user.id, user, parsed.data);
    if (!isSaved) return this.showConflict(req, res, typed);
    this.answer(req, res, 'Your details are saved.');
  }

  /** The form was filled from older details. */
  private async showConflict(req: Request, res: Response, typed: Record<string, string>): Promise<void> {
    const stored = await this.users.findById(currentUser(req).id);
    if (!stored) throw new DomainError('NOT_AUTHENTICATED');
    await this.render(req, res, { details: toConflictForm(typed, detailsOf(stored)), status: 409 });
  }

  private async changePassword(req: Request, res: Response): Promise<void> {
    const { id, email } = currentUser(req);
    const parsed = parseForm(passwordChangeSchema(email), req.body);
    if (!parsed.isValid) return this.render(req, res, { password: parsed });
    if (!(await this.isOwnPassword(id, parsed.data.currentPassword))) {
      return this.render(req, res, { password: { values: {}, errors: { currentPassword: WRONG_PASSWORD } } });
    }
    await this.rateLimits.count({ passwordChangeByUser: id });
    await this.settings.changePassword(currentUser(req), parsed.data.newPassword);
    await this.renewLogin(req);
    this.answer(req, res, `Your password is changed. You are logged out everywhere else.${endOfFeed(req)}`);
  }

  private async changeEmail(req: Request, res: Response): Promise<void> {
    const { id, email } = currentUser(req);
    const parsed = parseForm(emailChangeSchema, req.body);
    if (!parsed.isValid) return this.render(req, res, { email: parsed });
    const refuse = (errors: FormModel['errors']) =>
      this.render(req, res, { email: { values: formValues(req.body), errors } });
    if (!(await this.isOwnPassword(id, parsed.data.currentPassword))) {
      return refuse({ currentPassword: WRONG_PASSWORD });
    }
    if (parsed.data.email === email) return refuse({ email: 'This is your address already.' });
    await this.rateLimits.count({ mailByUser: id, mailByRecipient: parsed.data.email });
    const outcome = await this.settings.changeEmail(currentUser(req), parsed.data.email);
    if (outcome === 'taken') return refuse({ email: EMAIL_TAKEN });
    await this.renewLogin(req);
    this.answer(
      req,
      res,
      'Your e-mail address is changed. Please confirm it by the link that we sent there.',
    );
  }

  private async endSessions(req: Request, res: Response): Promise<void> {
    await this.settings.endSessions(currentUser(req).id);
    await this.renewLogin(req);
    this.answer(req, res, `You are logged out everywhere else.${endOfFeed(req)}`);
  }

  private async sendVerification(req: Request, res: Response): Promise<void> {
    const user = currentUser(req);
    await this.rateLimits.count({ mailByUser: user.id, mailByRecipient: user.email });
    if (!user.isEmailVerified) await this.recovery.sendVerification(user);
    this.answer(req, res, `A link is on its way to ${user.email}.`);
  }

  /** Attempts are counted, as at the login: an open session must not be a way to the password. */
  private async isOwnPassword(userId: string, password: string): Promise<boolean> {
    const attempt = { passwordCheckByUser: userId };
    await this.rateLimits.count(attempt);
    const isRight = await this.settings.isOwnPassword(userId, password);
    if (isRight) await this.rateLimits.forgive(attempt);
    return isRight;
  }

  /** All sessions of the person have ended. This one starts again, under a new id. */
  private async renewLogin(req: Request): Promise<void> {
    const user = await this.users.findById(currentUser(req).id);
    if (!user) return;
    await startLogin(req, user);
    await this.loginSessions.remember(req, {
      userId: user.id,
      device: describeDevice(req.get('user-agent')),
    });
  }

  private answer(req: Request, res: Response, text: string): void {
    addFlash(req, { role: 'status', text });
    seeOther(res, paths.account);
  }

  private async render(req: Request, res: Response, { status = 422, ...forms }: Forms): Promise<void> {
    const user = currentUser(req);
    const { timeZone } = user;
    const sessions = await this.loginSessions.list(req, user);
    const details = forms.details ?? { values: detailsOf(user), errors: {} };
    const page: AccountPage = {
      address: user.email,
      isVerified: user.isEmailVerified,
      present: {
        name: user.name,
        others: [placeOf(timeZone), user.phone].filter(Boolean).join(' · '),
      },
      password: emptyForm,
      email: emptyForm,
      ...forms,
      details,
      sessions: sessions.map((session) => ({ ...session, since: toShownTime(session.since, timeZone) })),
      timeZones: zoneGroups(details.values.timeZone ?? '', siteSettingsOf(req).clock.now()),
    };
    const isRefused = Object.keys(forms).length > 0;
    await renderPage(req, res, accountView, page, {
      title: 'Your account',
      status: isRefused ? status : 200,
    });
  }
}

function detailsOf({ name, timeZone, phone }: AccountDetails): Record<string, string> {
  const values = { name, timeZone, phone };
  return { ...values, version: versionOf(values) };
}

/** The calendar address ends with the sessions, so that others lose access to it, too. */
function endOfFeed(req: Request): string {
  return currentUser(req).roles.includes('mentor')
    ? ' The address of your calendar has ended too: your profile gives you a new one.'
    : '';
}

/** The reader's time zone, with or without an account. */
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
