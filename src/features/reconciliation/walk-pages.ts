import type { RazorpayPage, RazorpayWindow } from '../../gateways/razorpay/index.ts';
import type { Period } from './loose-ends.repository.ts';

/** As much as Razorpay gives at once. */
const PAGE = 100;

/**
 * All that a list of Razorpay has in a period, newest first, page by page. What is created meanwhile is not in the
 * period or pushes others to a later page, so that some may come twice and none is missed.
 */
export async function* walkPages<T>(
  list: (window: RazorpayWindow) => Promise<RazorpayPage<T>>,
  { from, to }: Period,
): AsyncGenerator<readonly T[]> {
  for (let skip = 0; ; skip += PAGE) {
    const { items, skipped } = await list({ from, to, count: PAGE, skip });
    yield items;
    if (items.length + skipped < PAGE) return;
  }
}
