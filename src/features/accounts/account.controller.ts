import type { Request, Response } from 'express';
import { paths } from '../../paths.ts';
import type { Logger } from '../../shared/logger.ts';
import type { CurrentUser } from '../../web/guards.ts';
import { endLogin, type LoginSessions, startLogin } from '../../web/login-sessions.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { formValues, parseForm } from '../../web/parse-input.ts';
import type { FormModel } from '../../web/partials.page.ts';
import type { KnownAddresses } from '../../web/rate-limit-addresses.ts';
import { addressOf, type Attempt, type RateLimits } from '../../web/rate-limits.ts';
import { safeReturnTo, seeOther } from '../../web/return-to.ts';
import { sessionOf } from '../../web/session-data.ts';
import { siteSettingsOf } from '../../web/site-settings.ts';
import { zoneGroups, readerZone, zoneCookieOf } from '../../web/zone-choices.ts';
import type { AccountRecovery } from './account-recovery.ts';
import {
  type LoginPage,
  loginView,
  type RegisterPage,
  registerView,
  toUnsentFormPage,
  unsentFormView,
} from './account.page.ts';
import { loginSchema, registerSchema } from './account.schema.ts';
import type { AccountService } from './account.service.ts';
import { type Authentication, describeDevice } from './authentication.ts';
import { normaliseEmail, type User } from './user.ts';

const WRONG_LOGIN = 'E-mail or password is wrong.';
const EMAIL_TAKEN = 'This e-mail address already has an account. Log in instead.';

/** Registration, login and logout. */
export class AccountController {
  constructor(
    private readonly accounts: AccountService,
    private readonly authentication: Authentication,
    private readonly rateLimits: RateLimits,
    private readonly knownAddresses: KnownAddresses,
    private readonly recovery: AccountRecovery,
    private readonly loginSessions: LoginSessions,
    private readonly logger: Logger,
  ) {}

  showLogin = async (req: Request, res: Response): Promise<void> => {
    if (req.user) seeOther(res, afterLogin(req.user, req.query.returnTo));
    else await showLoginForm(req, res, { form: emptyForm(req) });
  };

  logIn = async (req: Request, res: Response): Promise<void> => {
    const parsed = parseForm(loginSchema, req.body);
    if (!parsed.isValid) return showLoginForm(req, res, { form: parsed, status: 422 });
    const attempt = await this.attemptOf(req, parsed.data.email);
    await this.rateLimits.count(attempt);
    const user = await this.checkCredentials(req, res);
    if (user) {
      await this.rateLimits.forgive(attempt);
      await this.logInAs(req, res, user);
    } else {
      const form = { values: formValues(req.body), errors: {}, formError: WRONG_LOGIN };
      await showLoginForm(req, res, { form, status: 401 });
    }
  };

  showRegister = async (req: Request, res: Response): Promise<void> => {
    if (req.user) seeOther(res, afterLogin(req.user, req.query.returnTo));
    else await showRegisterForm(req, res, { form: emptyForm(req) });
  };

  register = async (req: Request, res: Response): Promise<void> => {
    const parsed = parseForm(registerSchema, req.body);
    if (!parsed.isValid) return showRegisterForm(req, res, { form: parsed, status: 422 });
    await this.rateLimits.count({ registrationByAddress: addressOf(req) });
    const result = await this.accounts.register(parsed.data, zoneCookieOf(req.headers.cookie));
    if (result.outcome === 'registered') {
      await this.askForVerification(result.user);
      await this.logInAs(req, res, result.user);
    } else {
      const form = { values: formValues(req.body), errors: { email: EMAIL_TAKEN } };
      await showRegisterForm(req, res, { form, status: 422 });
    }
  };

  /** Shows what was typed before the session ended. The form itself is sent to its original path. */
  showUnsentForm = async (req: Request, res: Response): Promise<void> => {
    const form = sessionOf(req)?.unsentForm;
    if (!form) seeOther(res, paths.dashboard);
    else {
      const page = toUnsentFormPage(form, safeReturnTo(req.query.returnTo, paths.dashboard));
      await renderPage(req, res, unsentFormView, page, { title: 'Send your form' });
    }
  };

  logOut = async (req: Request, res: Response): Promise<void> => {
    await endLogin(req, res);
    seeOther(res, paths.home);
  };

  /**
   * Failures are counted per account and address, so that a distributed guesser cannot lock the owner out. The count
   * over all addresses does not apply to those from which the owner has logged in before.
   */
  private async attemptOf(req: Request, email: string): Promise<Attempt> {
    const account = normaliseEmail(email);
    const address = addressOf(req);
    const isKnown = await this.knownAddresses.isKnown(account, address);
    return {
      loginByAccountAndAddress: `${account} ${address}`,
      ...(!isKnown && { loginByAccount: account }),
      loginByAddress: address,
    };
  }

  private async logInAs(req: Request, res: Response, user: User): Promise<void> {
    await startLogin(req, user);
    await this.knownAddresses.remember(user.email, addressOf(req));
    const device = describeDevice(req.get('user-agent'));
    await this.loginSessions.remember(req, { userId: user.id, device });
    const next = afterLogin(user, (req.body as { returnTo?: unknown }).returnTo);
    const query = new URLSearchParams({ returnTo: next }).toString();
    seeOther(res, sessionOf(req)?.unsentForm ? `${paths.unsentForm}?${query}` : next);
  }

  /** The account exists even if the mail cannot be written now. Its page sends another one. */
  private async askForVerification(user: User): Promise<void> {
    try {
      await this.rateLimits.count({ mailByRecipient: user.email });
      await this.recovery.sendVerification(user);
    } catch (error) {
      this.logger.error({ userId: user.id, error }, 'verification.failed');
    }
  }

  /** Passport's local strategy reads e-mail and password from the body, which the schema has already checked. */
  private checkCredentials(req: Request, res: Response): Promise<User | false> {
    return new Promise((resolve, reject) => {
      const answer = (error: Error | null, user: User | false | undefined) => {
        if (error) reject(error);
        else resolve(user ?? false);
      };
      const authenticate = this.authentication.authenticate('local', answer) as (
        ...request: [Request, Response, (error: unknown) => void]
      ) => void;
      authenticate(req, res, reject);
    });
  }
}

/** The page that was asked for, or the area of the person's work. */
function afterLogin({ roles }: CurrentUser, returnTo: unknown): string {
  const home = roles.includes('admin')
    ? paths.admin
    : roles.includes('mentor')
      ? paths.mentor
      : paths.dashboard;
  return safeReturnTo(returnTo, home);
}

function emptyForm(req: Request): FormModel {
  const returnTo = safeReturnTo(req.query.returnTo, '');
  const role = req.query.role === 'mentor' ? { role: 'mentor' } : {};
  return { values: { returnTo, ...role }, errors: {} };
}

interface FormAnswer {
  readonly form: FormModel;
  readonly status?: number;
}

function showLoginForm(req: Request, res: Response, { form, status = 200 }: FormAnswer): Promise<void> {
  const page: LoginPage = { form };
  return renderPage(req, res, loginView, page, { title: 'Log in', status, needsForm: true });
}

function showRegisterForm(req: Request, res: Response, { form, status = 200 }: FormAnswer): Promise<void> {
  const timeZone = form.values.timeZone ?? readerZone(req);
  const page: RegisterPage = {
    form: { ...form, values: { ...form.values, timeZone } },
    timeZones: zoneGroups(timeZone, siteSettingsOf(req).clock.now()),
  };
  return renderPage(req, res, registerView, page, { title: 'Create your account', status, needsForm: true });
}
