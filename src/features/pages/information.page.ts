import { view } from '../../web/page-renderer.ts';

export interface RefundPolicyRow {
  /** `Flexible`. */
  readonly name: string;
  /** `24 hours`: a full refund until this long before the start; null if never. */
  readonly fullUntil: string | null;
  readonly halfUntil: string | null;
}

export interface RefundsPage {
  readonly policies: readonly RefundPolicyRow[];
}

export const refundsView = view<RefundsPage>('pages/refunds');

export type TextPage = Readonly<Record<string, never>>;

export const termsView = view<TextPage>('pages/terms');
export const privacyView = view<TextPage>('pages/privacy');
export const contactView = view<TextPage>('pages/contact');
