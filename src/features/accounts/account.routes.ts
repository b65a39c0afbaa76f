import { Router } from 'express';
import { paths } from '../../paths.ts';
import type { RateLimits } from '../../web/rate-limits.ts';
import { AccountController } from './account.controller.ts';
import type { AccountService } from './account.service.ts';
import type { Authentication } from './authentication.ts';

export interface AccountRoutesDeps {
  readonly accounts: AccountService;
  readonly authentication: Authentication;
  readonly rateLimits: RateLimits;
}

export function accountRoutes(deps: AccountRoutesDeps): Router {
  const controller = new AccountController(deps);
  const router = Router();
  router.get(paths.login, controller.showLogin);
  router.post(paths.login, controller.logIn);
  router.get(paths.register, controller.showRegister);
  router.post(paths.register, controller.register);
  router.post(paths.logout, controller.logOut);
  return router;
}
