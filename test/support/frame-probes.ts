import { Router } from 'express';
import { z } from 'zod';
import { loginView } from '../../src/features/accounts/account.page.ts';
import { GatewayError } from '../../src/gateways/razorpay/index.ts';
import { paths } from '../../src/paths.ts';
import { DomainError, type ErrorCode } from '../../src/shared/errors.ts';
import { currentRequestId } from '../../src/shared/ids.ts';
import { remainingMilliseconds } from '../../src/shared/waiting.ts';
import { addFlash } from '../../src/web/flash.ts';
import { currentUser, requireUser } from '../../src/web/guards.ts';
import { renderPage } from '../../src/web/page-renderer.ts';
import { parseInput } from '../../src/web/parse-input.ts';
import { seeOther } from '../../src/web/return-to.ts';

const FULL_NOTE = { note: z.string({ error: 'Note is missing.' }).max(250) };

/** One route for each feature of the frame. */
export function probes(): Router {
  const router = Router();
  router.get('/public', (req, res) =>
    renderPage(req, res, loginView, { form: { values: {}, errors: {} } }, { title: 'Public' }),
  );
  router.get('/mine', requireUser, (req, res) =>
    renderPage(req, res, loginView, { form: { values: {}, errors: {} } }, { title: currentUser(req).name }),
  );
  router.post('/slots/:slotId/book', requireUser, (req, res) => {
    const { note } = parseInput(z.object(FULL_NOTE), req.body);
    addFlash(req, { role: 'status', text: `Noted: ${note}` });
    seeOther(res, '/mine');
  });
  router.post('/api/echo', (req, res) => {
    res.json({ success: true, data: parseInput(z.object(FULL_NOTE), req.body) });
  });
  router.get('/fails/:code', (req) => {
    throw new DomainError(req.params.code as ErrorCode);
  });
  router.get('/api/fails/:code', (req) => {
    throw new DomainError(req.params.code as ErrorCode, {
      fields: { note: 'Too long.' },
      retryAfterSeconds: 7,
    });
  });
  router.get('/gateway-fails', async () => {
    await Promise.reject(new GatewayError('unavailable', { message: 'no answer from 10.0.0.1' }));
  });
  router.get('/bug', () => {
    throw new TypeError('secret detail of /srv/app');
  });
  router.post('/api/context', (_req, res) => {
    res.json({ requestId: currentRequestId(), remaining: remainingMilliseconds() });
  });
  router.get('/address', (req, res) => {
    res.json({ ip: req.ip, protocol: req.protocol });
  });
  return router;
}

export function bareProbes(): Router {
  const router = Router();
  router.get('/healthz', (_req, res) => {
    res.json({});
  });
  router.post(paths.razorpayCallback, (req, res) => {
    res.json({ hasSession: 'session' in req });
  });
  return router;
}
