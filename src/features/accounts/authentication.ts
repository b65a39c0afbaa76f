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
