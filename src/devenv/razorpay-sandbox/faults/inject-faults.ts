import { setTimeout as sleep } from 'node:timers/promises';
import type { Request, RequestHandler, Response } from 'express';
import type { Fault, FaultRule, FaultRules } from './fault-rules.ts';

/** Applies the first fault rule that matches a request. */
export function injectFaults(rules: FaultRules): RequestHandler {
  return async (req, res, next) => {
    const rule = rules.take(req.method, req.path);
    if (!rule || (await applyFault(rule, req, res)) === 'process') next();
  };
}

async function applyFault(rule: FaultRule, req: Request, res: Response): Promise<'process' | 'stop'> {
  const { fault } = rule;
  switch (fault.action) {
    case 'delay':
      await sleep(fault.ms);
      return 'process';
    case 'drop-before':
      dropConnection(req);
      return 'stop';
    case 'error':
      sendError(res, fault);
      return 'stop';
    case 'hang':
      await rule.untilReleased();
      return 'process';
    case 'drop-after':
      insteadOfEnd(res, () => dropConnection(req));
      return 'process';
    case 'hold-reply':
      insteadOfEnd(res, (end) => void rule.untilReleased().then(end));
      return 'process';
  }
}

function dropConnection(req: Request): void {
  req.socket.destroy();
}

function sendError(res: Response, { status, body, headers }: Extract<Fault, { action: 'error' }>): void {
  res.status(status).set(headers);
  if (typeof body === 'string') res.type('html').send(body);
  else res.json(body ?? { error: { code: 'SERVER_ERROR', description: 'The server encountered an error.' } });
}

/** Calls the replacement when the answer is complete; `end` sends it after all. */
function insteadOfEnd(res: Response, replacement: (end: () => void) => void): void {
  const end = res.end.bind(res);
  res.end = ((...args: Parameters<typeof end>) => {
    replacement(() => end(...args));
    return res;
  }) as typeof res.end;
}
