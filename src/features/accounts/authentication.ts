import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import type { LoginData } from '../../web/session-data.ts';
import type { AccountService } from './account.service.ts';

export type Authentication = InstanceType<typeof passport.Passport>;

/** Passport for one application: e-mail and password, and a session that names the account and its generation. */
export function createAuthentication(accounts: AccountService): Authentication {
  const authentication = new passport.Passport();
  authentication.use(
    new LocalStrategy({ usernameField: 'email' }, (email, password, done) => {
      accounts.authenticate(email, password).then((user) => done(null, user ?? false), done);
    }),
  );
  authentication.serializeUser((user, done) => {
    done(null, { id: user.id, epoch: user.sessionEpoch } satisfies LoginData);
  });
  authentication.deserializeUser((login: LoginData, done) => {
    accounts.findBySession(login).then((user) => done(null, user ?? false), done);
  });
  return authentication;
}

const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\b(OPR|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\b(iPhone|iPod)\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

/** What a person recognises a device by, `Firefox on Windows`, from the browser's User-Agent. */
export function describeDevice(userAgent: string | undefined): string {
  const nameOf = (known: typeof browsers) => known.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1];
  const [browser, system] = [nameOf(browsers), nameOf(systems)];
  return browser && system ? `${browser} on ${system}` : (browser ?? system ?? 'Unknown device');
}
