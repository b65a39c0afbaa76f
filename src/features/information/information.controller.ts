import type { Request, RequestHandler, Response } from 'express';
import { refundPolicies } from '../../shared/refund-policy.ts';
import { renderPage } from '../../web/page-renderer.ts';
import { summariseRefundPolicy } from '../refunds/index.ts';
import type { RefundsPage } from './refunds.page.ts';

export function showText(view: 'terms' | 'privacy' | 'contact', title: string): RequestHandler {
  return (req, res) => renderPage(req, res, { view: `static/${view}`, title, page: {} });
}

export function showRefunds(req: Request, res: Response): Promise<void> {
  const page: RefundsPage = { policies: refundPolicies.map(summariseRefundPolicy) };
  return renderPage(req, res, { view: 'static/refunds', title: 'Refunds', page });
}
