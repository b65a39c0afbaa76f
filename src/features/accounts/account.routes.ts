import type { Router } from 'express';
import { paths } from '../../paths.ts';
import { requireUser } from '../../web/guards.ts';
import { leadTo } from '../../web/return-to.ts';
import { createRouter } from '../../web/router.ts';
import type { AccountController } from './account.controller.ts';
import type { PersonalDataController } from './personal-data.controller.ts';
import type { RecoveryController } from './recovery.controller.ts';
import type { SettingsController, TimeZoneController } from './settings.controller.ts';

export function accountRoutes(
  entrance: AccountController,
  recovery: RecoveryController,
  settings: SettingsController,
): Router {
  const router = createRouter();
  router.get(paths.login, entrance.showLogin);
  router.post(paths.login, entrance.logIn);
  router.get(paths.register, entrance.showRegister);
  router.post(paths.register, entrance.register);
  router.get(paths.unsentForm, requireUser, entrance.showUnsentForm);
  router.get(
    paths.logout,
    requireUser,
    leadTo(() => paths.home),
  );
  router.post(paths.logout, entrance.logOut);
  router.get(paths.forgotPassword, recovery.showForgot);
  router.post(paths.forgotPassword, recovery.requestReset);
  router.get(paths.resetPassword(':token'), recovery.showReset);
  router.post(paths.resetPassword(':token'), recovery.reset);
  router.get(paths.verifyEmail(':token'), recovery.showVerify);
  router.post(paths.verifyEmail(':token'), recovery.verify);
  router.get(paths.account, requireUser, settings.show);
  router.post(paths.account, requireUser, settings.save);
  return router;
}

export function personalDataRoutes(controller: PersonalDataController): Router {
  const router = createRouter();
  router.get(paths.exportAccount, requireUser, controller.sendExport);
  router.get(paths.deleteAccount, requireUser, controller.showDeletion);
  router.post(paths.deleteAccount, requireUser, controller.delete);
  return router;
}

export function timeZoneRoutes(controller: TimeZoneController): Router {
  const router = createRouter();
  router.get(paths.timeZone, controller.show);
  router.post(paths.timeZone, controller.choose);
  return router;
}
