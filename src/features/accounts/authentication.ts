import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import type { LoginData } from '../../web/session-data.ts';
import type { AccountService } from './account.service.ts';

export type Authentication = InstanceType<typeof passport.Passport>;

/** Passport with e-mail and password. A session names the account and the generation of its sessions. */
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
  [/\bEdg(A|iOS)?\//, 'Edge'],
  [/\b(OPR|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|Chromium|HeadlessChrome)\//, 'Chrome'],
  // Others on Apple's engine call themselves Safari too, but Safari runs on Apple's systems only.
  [/\b(Mac OS X|iPhone|iPad|iPod)\b.*\bSafari\//, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\b(iPhone|iPod)\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

/** A recognisable name of a device, such as `Firefox on Windows`, from the User-Agent. */
export function describeDevice(userAgent: string | undefined): string {
  const nameOf = (known: typeof browsers) => known.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1];
  const [browser, system] = [nameOf(browsers), nameOf(systems)];
  return browser && system ? `${browser} on ${system}` : (browser ?? system ?? 'Unknown device');
}
