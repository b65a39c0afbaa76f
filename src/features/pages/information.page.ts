import { view } from '../../web/page-renderer.ts';

export interface RefundPolicyRow {
  /** `Flexible`. */
  readonly name: string;
  /** `24 hours`: until so long before the start all goes back; null when never. */
  readonly fullUntil: string | null;
  readonly halfUntil: string | null;
}

export interface RefundsPage {
  readonly policies: readonly RefundPolicyRow[];
}

export const refundsView = view<RefundsPage>('pages/refunds');

/** A page of fixed text. */
export type TextPage = Readonly<Record<string, never>>;

export const termsView = view<TextPage>('pages/terms');
export const privacyView = view<TextPage>('pages/privacy');
export const contactView = view<TextPage>('pages/contact');
