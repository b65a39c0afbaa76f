declare const paiseBrand: unique symbol;

/** An amount of Indian rupees in whole paise (₹1 = 100). Never a float, never negative. */
export type Paise = number & { readonly [paiseBrand]: true };

/** @throws RangeError unless the amount is whole and not negative. */
export function toPaise(amount: number): Paise {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`Not an amount in paise: ${amount}`);
  return amount as Paise;
}

const RUPEES = /^(?:₹\s*)?([\d,]+)(?:\.(\d{1,2}))?$/;
/** Without separators, grouped by thousands, or by lakhs and crores as on the pages. */
const GROUPED = /^(?:\d{1,9}|\d{1,3}(?:,\d{3}){1,2}|\d{1,2}(?:,\d{2}){0,3},\d{3})$/;

/**
 * Reads rupees as people write them (`499`, `499.5`, `₹1,499`, `1,49,999.50`), without floats. Undefined if the text is
 * not an amount: a comma in another place may be a decimal point.
 */
export function parseRupees(text: string): Paise | undefined {
  const [, grouped = '', paise = ''] = RUPEES.exec(text.trim()) ?? [];
  if (!GROUPED.test(grouped)) return undefined;
  const rupees = grouped.replaceAll(',', '');
  return toPaise(Number(rupees) * 100 + Number(paise.padEnd(2, '0')));
}

/** The amount as text for a form field: `499` or `499.50`. */
export function toRupeesText(amount: Paise): string {
  const paise = amount % 100;
  const rupees = String((amount - paise) / 100);
  return paise === 0 ? rupees : `${rupees}.${String(paise).padStart(2, '0')}`;
}

const inr = new Intl.NumberFormat('en-IN', { style: 'currency', currency: 'INR' });

/** All money is shown by this: `₹1,499` or `₹1,499.50`. */
export function formatInr(amount: Paise): string {
  return inr.format(amount / 100).replace(/\.00$/, '');
}
