import type { Request, RequestHandler, Response } from 'express';
import { refundPolicies } from '../../shared/refund-policy.ts';
import { renderPage } from '../../web/page-renderer.ts';
import type { View } from '../../web/view.ts';
import { summariseRefundPolicy } from '../refunds/index.ts';
import { refundsView, type TextPage } from './information.page.ts';

export function showText(view: View<TextPage>, title: string): RequestHandler {
  return (req, res) => renderPage(req, res, view, {}, { title });
}

export function showRefunds(req: Request, res: Response): Promise<void> {
  const page = { policies: refundPolicies.map(summariseRefundPolicy) };
  return renderPage(req, res, refundsView, page, { title: 'Refunds' });
}
