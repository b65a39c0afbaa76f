import type { Request, Response } from 'express';
import { paths } from '../../paths.ts';
import { addFlash } from '../../web/flash.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { parseForm } from '../../web/parse-input.ts';
import { emptyForm, type FormModel } from '../../web/partials.page.ts';
import type { KnownAddresses } from '../../web/rate-limit-addresses.ts';
import { addressOf, type RateLimits } from '../../web/rate-limits.ts';
import { seeOther } from '../../web/return-to.ts';
import type { AccountRecovery } from './account-recovery.ts';
import {
  type ForgotPage,
  forgotView,
  type ResetPage,
  resetView,
  type VerifyPage,
  verifyView,
} from './account.page.ts';
import { forgotSchema, resetSchema } from './account.schema.ts';

type TokenRequest = Request<{ token: string }>;

const UNUSABLE = 'This link was used already, or has expired. Ask for a new one.';

/** Resets passwords and confirms addresses. A link in a mail only opens a page; the button on it acts. */
export class RecoveryController {
  constructor(
    private readonly recovery: AccountRecovery,
    private readonly rateLimits: RateLimits,
    private readonly knownAddresses: KnownAddresses,
  ) {}

  showForgot = async (req: Request, res: Response): Promise<void> => {
    await showForgot(req, res, { page: { form: emptyForm, isSent: req.query.sent === '1' } });
  };

  /** The same answer whether or not the address has an account. */
  requestReset = async (req: Request, res: Response): Promise<void> => {
    const parsed = parseForm(forgotSchema, req.body);
    if (!parsed.isValid) return showForgot(req, res, { page: { form: parsed, isSent: false }, status: 422 });
    const { email } = parsed.data;
    await this.rateLimits.count({ resetByAccount: email, resetByAddress: addressOf(req) });
    await this.recovery.requestReset(email);
    seeOther(res, `${paths.forgotPassword}?sent=1`);
  };

  showReset = async (req: TokenRequest, res: Response): Promise<void> => {
    await this.rateLimits.count({ resetLinkByAddress: addressOf(req) });
    const { token } = req.params;
    if ((await this.recovery.findReset(token)) === undefined) await showUnusable(req, res);
    else await showReset(req, res, { page: { token, form: emptyForm } });
  };

  reset = async (req: TokenRequest, res: Response): Promise<void> => {
    await this.rateLimits.count({ resetLinkByAddress: addressOf(req) });
    const { token } = req.params;
    const email = await this.recovery.findReset(token);
    if (email === undefined) return showUnusable(req, res);
    const parsed = parseForm(resetSchema(email), req.body);
    if (!parsed.isValid) return showReset(req, res, { page: { token, form: parsed }, status: 422 });
    const outcome = await this.recovery.resetPassword(token, parsed.data.password);
    if (outcome === 'link-unusable') return showUnusable(req, res);
    await this.knownAddresses.remember(email, addressOf(req));
    addFlash(req, { role: 'status', text: 'Your new password is saved. Log in with it.' });
    seeOther(res, paths.login);
  };

  showVerify = async (req: TokenRequest, res: Response): Promise<void> => {
    await this.rateLimits.count({ resetLinkByAddress: addressOf(req) });
    const { token } = req.params;
    const page: VerifyPage = { token, isUsable: await this.recovery.canVerify(token) };
    await showVerify(req, res, page);
  };

  verify = async (req: TokenRequest, res: Response): Promise<void> => {
    await this.rateLimits.count({ resetLinkByAddress: addressOf(req) });
    const { token } = req.params;
    if ((await this.recovery.verifyEmail(token)) === 'link-unusable')
      return showVerify(req, res, { token, isUsable: false });
    addFlash(req, { role: 'status', text: 'Your e-mail address is confirmed.' });
    seeOther(res, req.user ? paths.account : paths.home);
  };
}

interface Shown<Page> {
  readonly page: Page;
  readonly status?: number;
}

function showForgot(req: Request, res: Response, { page, status = 200 }: Shown<ForgotPage>): Promise<void> {
  const title = 'Forgot your password?';
  return renderPage(req, res, forgotView, page, { title, needsForm: true, status });
}

function showUnusable(req: Request, res: Response): Promise<void> {
  const form: FormModel = { ...emptyForm, formError: UNUSABLE };
  return showForgot(req, res, { page: { form, isSent: false }, status: 404 });
}

function showReset(req: Request, res: Response, { page, status = 200 }: Shown<ResetPage>): Promise<void> {
  noReferrer(res);
  const title = 'Choose a new password';
  return renderPage(req, res, resetView, page, { title, needsForm: true, status });
}

function showVerify(req: Request, res: Response, page: VerifyPage): Promise<void> {
  noReferrer(res);
  const status = page.isUsable ? 200 : 404;
  const title = 'Confirm your e-mail address';
  return renderPage(req, res, verifyView, page, { title, status, needsForm: true });
}

/** The address contains a token, which the Referer of the next request would bring into a proxy's log. */
function noReferrer(res: Response): void {
  res.set('Referrer-Policy', 'no-referrer');
}
